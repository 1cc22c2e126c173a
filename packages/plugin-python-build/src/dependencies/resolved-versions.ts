import { type BuildContext, sh } from '@fck/core';
import type { LaidEnvironment } from '../environment/lay-environment.js';
import type { Making } from '../making.js';

/** What a build records of its dependencies: the lock file with its hash, and the version of each package. */
export async function resolvedVersions(
  { remote }: BuildContext,
  { lock, reference, workspace, interpreter }: Making,
  { installed }: LaidEnvironment,
): Promise<Record<string, string>> {
  const looks = [
    ...(installed ? [] : [sh`cd ${`${workspace.build}/${interpreter.library}`} && ls -d -- *.dist-info`]),
    ...(lock ? [sh`sha256sum <${`${reference.path}/${lock.file}`}`] : []),
  ];
  const answers = await Promise.all(looks.map((look) => remote.look(look)));
  const lines = answers.flatMap(({ stdout }) => stdout.split('\n'));
  const hash = lines.map((line) => /^([0-9a-f]{64}) /.exec(line)?.[1]).find((found) => found !== undefined);
  const packages = [...(installed ?? []), ...lines]
    .map((name) => /^(.+)-([^-]+)\.dist-info$/.exec(name))
    .flatMap((parts) => (parts ? `${parts[1]}==${parts[2]}` : []));
  return {
    packages: packages.sort().join(' '),
    ...(lock && hash !== undefined ? { lock: `${lock.file} sha256:${hash}` } : {}),
  };
}
