import { errorKind } from './fck-error.js';

/** What can go wrong when logs of services are read. */
export const logErrors = {
  notFollowed: errorKind(
    'LOG_NOT_FOLLOWED',
    'The process manager of a service has no way to follow its log.',
    (host: string, manager: string) => ({
      message: `The logs on ${host} cannot be followed: the process manager ${manager} can only show their last lines.`,
      hint: 'Leave out --follow. The author of the plugin can add `logReader` to the process manager.',
      host,
    }),
  ),
  tooLong: errorKind(
    'LOG_TOO_LONG',
    'The wanted part of a log is longer than fck holds in memory to put the lines of all hosts in order.',
    (host: string, limit: string) => ({
      message: `A log on ${host} has more than ${limit} of the wanted lines, and was not read to its end.`,
      hint: 'Ask for less: a shorter --since, or --tail with a number of lines.',
      host,
    }),
  ),
  noService: errorKind(
    'LOG_NO_SERVICE',
    'No role with `activate:` among the chosen ones has a service of the wanted name.',
    (wanted: string | undefined, known: readonly string[]) => ({
      message:
        wanted === undefined
          ? 'None of the chosen hosts is to run a service.'
          : `None of the chosen hosts is to run a service named ${wanted}.`,
      hint:
        known.length === 0
          ? '`fck hosts` lists the hosts and their roles.'
          : `Services there: ${known.join(', ')}.`,
    }),
  ),
};
