import type { FckError, LookResult } from '@fck/core';
import { nginxErrors } from './errors.js';
import { parseListen, sameListen } from './listen.js';
import type { ServerBlock } from './loaded-config.js';
import { comparableNames } from './server-names.js';

/**
 * The error that `nginx -t` reports for the current configuration; undefined if there is none.
 *
 * @param ours the site's file
 * @param blamed the file that is to blame if nginx names none of ours; undefined: one that is not from fck
 * @param servers those of the site's file
 */
export function objectionIn(
  { code, stderr }: Pick<LookResult, 'code' | 'stderr'>,
  ours: string,
  blamed: string | undefined,
  servers: readonly ServerBlock[],
): FckError | undefined {
  const taken = /duplicate default server for (\S+) in ([^\s:]+)/.exec(stderr);
  if (taken)
    return nginxErrors.defaultTaken(taken[1] ?? '', taken[2] === ours ? 'another file' : (taken[2] ?? ''));
  if (code !== 0) return nginxErrors.brokenConfig(stderr.trim(), stderr.includes(ours) ? ours : blamed);
  // nginx only warns about a name that two sites have, and then ignores one of them.
  for (const [, name = '', at = ''] of stderr.matchAll(
    /conflicting server name "([^"]*)" on (\S+), ignored/g,
  ))
    if (servers.some((server) => isServedBy(server, name, at)))
      return nginxErrors.nameTaken(name, `another file, on ${at}`);
  return undefined;
}

/** Whether a name belongs to this server: a conflict between two other sites does not concern this one. */
function isServedBy({ names, listens }: ServerBlock, name: string, at: string): boolean {
  const where = parseListen(at);
  return (
    comparableNames(names).includes(name) &&
    listens.some((listen) => where !== undefined && sameListen(listen.at, where))
  );
}
