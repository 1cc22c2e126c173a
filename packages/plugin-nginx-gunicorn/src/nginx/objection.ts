import type { FckError, LookResult } from '@fck/core';
import { nginxErrors } from './errors.js';

/**
 * What `nginx -t` has against the configuration as it stands; undefined if nothing.
 *
 * @param ours the site's file
 * @param blamed the file that is to blame if nginx names none of ours; undefined: one that is not from fck
 */
export function objectionIn(
  { code, stderr }: Pick<LookResult, 'code' | 'stderr'>,
  ours: string,
  blamed: string | undefined,
): FckError | undefined {
  const taken = /duplicate default server for (\S+) in ([^\s:]+)/.exec(stderr);
  if (taken)
    return nginxErrors.defaultTaken(taken[1] ?? '', taken[2] === ours ? 'another file' : (taken[2] ?? ''));
  if (code !== 0) return nginxErrors.brokenConfig(stderr.trim(), stderr.includes(ours) ? ours : blamed);
  // nginx only warns of a name that two sites have, and then ignores one of them.
  const ignored = /conflicting server name "([^"]*)" on (\S+), ignored/.exec(stderr);
  return ignored ? nginxErrors.nameTaken(ignored[1] ?? '', `another file, on ${ignored[2]}`) : undefined;
}
