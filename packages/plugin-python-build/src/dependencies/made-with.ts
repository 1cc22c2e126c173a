import { type BuildContext, sh } from '@fck/core';
import type { LaidEnvironment } from '../environment/lay-environment.js';
import type { Making } from '../making.js';

/** What a build was made with: Python, pip, build backends, the lock file with its hash. */
export async function madeWith(
  { remote }: BuildContext,
  { lock, reference, interpreter, tools }: Making,
  { backends }: LaidEnvironment,
): Promise<Readonly<Record<string, string>>> {
  const hash = lock
    ? await remote.query(sh`sha256sum <${`${reference.path}/${lock.file}`} | cut -d' ' -f1`)
    : '';
  const lines = [...tools.versions.split('\n'), ...backends];
  const versions = lines
    .map((line) => line.split('=='))
    .flatMap(([name, version]) => (name && version ? [[name, version] as const] : []))
    .toSorted();
  return {
    Python: interpreter.release,
    ...Object.fromEntries(versions),
    ...(lock ? { [lock.file]: `sha256:${hash}` } : {}),
  };
}
