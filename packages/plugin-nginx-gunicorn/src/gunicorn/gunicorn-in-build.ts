import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { FILE_LIST, type HostContext, pythonModule, sh } from '@fck/core';

const onHost = pythonModule(new URL('../../python/', import.meta.url), 'gunicorn_in_build');

/** A folder in memory, for the files of workers. */
export const SHARED_MEMORY = '/dev/shm';

/** What a host says about the gunicorn of a build without starting it. */
export interface GunicornInBuild {
  /** Identifies the files that its options come from; undefined if they may come from others. */
  readonly key: string | undefined;
  /** Whether its workers can use {@link SHARED_MEMORY}. */
  readonly hasMemory: boolean;
  /** The text of the file with known options. */
  readonly known: string;
}

/** The project's file on a host with the options of the gunicorns that ran there. */
export function knownOptionsFile({ paths }: Pick<HostContext, 'paths'>): string {
  return posix.join(paths.project, 'gunicorn-options.json');
}

/** Looks at the gunicorn of a build. The list of a sealed build's files has their checksums. */
export async function lookAtGunicorn(
  context: HostContext,
  buildPath: string,
  program: string,
): Promise<GunicornInBuild> {
  const files = posix.join(buildPath, FILE_LIST);
  const known = knownOptionsFile(context);
  const { stdout } = await context.remote.look(
    onHost.program(
      'show',
      { program, files, known, memory: SHARED_MEMORY },
      sh`[ ! -d ${SHARED_MEMORY} ] || [ ! -w ${SHARED_MEMORY} ] || echo memory
{
  [ ! -f ${program} ] || sed -n '/^from gunicorn\.app\.[a-z]* import/{s/import.*/import/p;q;}' ${program}
  [ ! -f ${files} ] || sed -n '/^[0-9a-f]*  \.\/lib\/python[0-9.]*\/site-packages\/gunicorn\/[a-z_]*\.py$/p; /^[0-9a-f]*  \.\/lib\/python[0-9.]*\/site-packages\/gunicorn\/app\/[a-z_]*\.py$/p' ${files}
  printf //
  [ ! -f ${known} ] || { echo; cat ${known}; }
} 2>/dev/null
:`,
    ),
  );
  const [identity = '', ...rest] = stdout.split(/^\/\/$/m);
  const lines = identity.split('\n').filter((line) => line !== '');
  const hasMemory = lines[0] === 'memory';
  const sources = hasMemory ? lines.slice(1) : lines;
  const isKnown =
    sources[0]?.startsWith('from ') && sources.some((line) => line.endsWith('/gunicorn/config.py'));
  return {
    key: isKnown ? createHash('sha256').update(sources.join('\n')).digest('hex') : undefined,
    hasMemory,
    known: rest.join('//'),
  };
}
