import { isIP } from 'node:net';
import type { ArgumentRows } from '../api/arguments.js';
import type { TaskContext } from '../api/contexts.js';
import type { Maintenance } from '../api/maintenance.js';
import { argumentErrors } from '../errors/arguments.js';

/** The arguments of the task that begins a maintenance. */
export const maintenanceArguments: ArgumentRows = {
  message: { about: 'the text that visitors read', kind: 'text' },
  allow: { about: 'address or network that gets the site as usual; may be repeated', kind: 'list' },
  'allow-path': { about: 'path that is answered as usual, such as /health; may be repeated', kind: 'list' },
  'retry-after': { about: 'seconds after which clients may ask again', kind: 'number', default: 300 },
};

const LONGEST_MESSAGE = 500;

/**
 * The maintenance that these arguments ask for.
 *
 * @throws FckError `ARGUMENT_INVALID`
 */
export function wantedMaintenance(args: TaskContext['args']): Maintenance {
  const allow = textsIn(args['allow']);
  const allowPaths = textsIn(args['allow-path']);
  const message = textsIn(args['message']).join('');
  const retryAfter = Number(args['retry-after']);
  const problems = [
    ...allow
      .filter((text) => !isNetwork(text))
      .map((text) => `--allow ${text} is no address and no network, such as 203.0.113.7 or 2001:db8::/32.`),
    ...allowPaths
      .filter((text) => !/^\/[^\p{Cc}$?#]*$/u.test(text))
      .map((text) => `--allow-path ${text} is no path that begins with /, without ? # and $.`),
    ...(Number.isInteger(retryAfter) && retryAfter > 0
      ? []
      : [`--retry-after must be whole seconds, more than 0, not ${retryAfter}.`]),
    ...(message.length > LONGEST_MESSAGE ? [`--message has more than ${LONGEST_MESSAGE} characters.`] : []),
  ];
  if (problems.length > 0)
    throw argumentErrors.invalid(
      problems,
      '`fck maintenance on --help` shows the options. Nothing was changed.',
    );
  return {
    since: new Date().toISOString(),
    message: message.trim() === '' ? undefined : message,
    allow,
    allowPaths,
    retryAfter,
  };
}

function textsIn(value: unknown): string[] {
  return [value].flat().flatMap((one) => (typeof one === 'string' ? [one] : []));
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128);
}
