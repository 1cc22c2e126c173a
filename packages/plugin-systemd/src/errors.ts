import { errorKind } from '@fck/core';

/** The errors of services under systemd. */
export const systemdErrors = {
  missing: errorKind(
    'SYSTEMD_MISSING',
    'systemd is to run the services of a role on a host that was not booted with systemd. Nothing was changed.',
    (host: string) => ({
      message: `${host} was not booted with systemd, which should run its services.`,
      hint: 'Name another process manager in the role: `activate: {process_manager: supervisor}`.',
      host,
    }),
  ),
  ended: errorKind(
    'SYSTEMD_SERVICE_ENDED',
    'A systemd unit of a service ended at once, or could not be started at all. The end of its log is shown.',
    (unit: string, why: string) => ({
      message: `The service ${unit} did not stay up: ${why}.`,
      hint: 'Its log says why, unless it is empty; the old build still serves.',
    }),
  ),
};
