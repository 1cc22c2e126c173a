import { errorKind } from '@fck/core';

/** What can go wrong with services under systemd. */
export const systemdErrors = {
  missing: errorKind(
    'SYSTEMD_MISSING',
    'The services of a role are to be run by systemd on a host that was not booted with it. Nothing was changed.',
    (host: string) => ({
      message: `${host} was not booted with systemd, which is to run its services.`,
      hint: 'Name another process manager in the role: `activate: {process_manager: supervisor}`.',
      host,
    }),
  ),
  value: errorKind(
    'SYSTEMD_VALUE',
    "A value cannot be written into systemd's files, whose syntax has no way to hold it.",
    (what: string, found: string) => ({
      message: `systemd cannot hold ${what}: it has ${found}.`,
      hint: 'Write it without, or put it into a file that the application reads.',
    }),
  ),
  ended: errorKind(
    'SYSTEMD_SERVICE_ENDED',
    'A service was started as a systemd unit and ended at once, or could not be started at all. What it logged is shown.',
    (unit: string, why: string) => ({
      message: `The service ${unit} did not stay up: ${why}.`,
      hint: 'Its log says why, unless it is empty; what served before still serves.',
    }),
  ),
};
