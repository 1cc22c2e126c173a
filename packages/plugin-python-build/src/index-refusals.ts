import { posix } from 'node:path';
import { type HostContext, isFckError, sh } from '@fck/core';
import { buildErrors } from './errors.js';
import { pipEnvironment } from './pip-environment.js';
import type { PipOptions } from './pip-options.js';

/** How pip is called on a host. */
export interface PipCall {
  /** The interpreter that has pip. */
  readonly python: string;
  readonly options: PipOptions;
  readonly cwd: string;
}

/** pip says the same of a package that no index has, and of one that an index does not show without a login. */
const NOT_FOUND = /No matching distribution found for ([A-Za-z0-9][A-Za-z0-9._-]*)/;

/** uv says which. */
const REFUSED_FOR_UV = /\((401 Unauthorized|403 Forbidden)\)/;

/** Seconds that pip may take to say why it found nothing. */
const TIMEOUT = 60;

/**
 * Runs work that calls pip. If pip finds a package in no index, it is asked again for that package alone, in more words.
 *
 * @throws FckError `INDEX_REFUSED` if an index answered that the login is missing or wrong; else what the work throws
 */
export async function withRefusals<T>(
  context: HostContext,
  call: PipCall,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!isFckError(thrown) || thrown.code !== 'COMMAND_FAILED') throw thrown;
    const output = thrown.detail ?? '';
    const ofUv = REFUSED_FOR_UV.exec(output)?.[1];
    if (ofUv !== undefined) throw buildErrors.indexRefused(context.host.name, [ofUv], thrown);
    const name = NOT_FOUND.exec(output)?.[1];
    const answers = name === undefined ? [] : await refusalsOf(context, call, name);
    throw answers.length > 0 ? buildErrors.indexRefused(context.host.name, answers, thrown) : thrown;
  }
}

/** The refusals of indexes: `401 Client Error: Unauthorized for url: https://pypi.example.com`. */
async function refusalsOf(
  { remote, paths, role }: HostContext,
  { python, options, cwd }: PipCall,
  name: string,
): Promise<readonly string[]> {
  const answer = posix.join(paths.project, '.work', `.refusals-${role.name}`);
  await remote.run(
    sh`mkdir -p -- ${posix.dirname(answer)} && ${python} -I -m pip install --dry-run --ignore-installed --no-deps -vv ${options.words} -- ${name} 2>&1 |
  grep -oE '(401|403) Client Error: [A-Za-z ]+ for url: https?://[^/ ]+' | sort -u >${answer}; :`,
    {
      title: `ask why ${name} is not found`,
      cwd,
      env: { ...pipEnvironment, ...options.env },
      timeout: TIMEOUT,
      bookkeeping: true,
    },
  );
  const { stdout } = await remote.look(sh`cat -- ${answer} && rm -f -- ${answer}`);
  return stdout.split('\n').filter((line) => line !== '');
}
