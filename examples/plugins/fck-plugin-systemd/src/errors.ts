import { errorKind } from '@fck/core';

/** For a host whose role is to be run by systemd, and that has another init. */
export const notSystemd = errorKind(
  'SYSTEMD_MISSING',
  'The services of a role are to be run by systemd on a host that was not booted with it.',
  (host: string) => ({
    message: `${host} was not booted with systemd.`,
    hint: 'Load another process manager (supervisor, say), and name it in the role: `activate: {process_manager: supervisor}`.',
  }),
);

/** For a value that a unit file or an environment file has no syntax for. */
export const unitValueRefused = errorKind(
  'SYSTEMD_VALUE',
  "A value cannot be written into systemd's files, whose syntax has no way to hold it.",
  (what: string, found: string) => ({
    message: `systemd cannot hold ${what}: it has ${found}.`,
    hint: 'Write it without, or put it into a file that the application reads.',
  }),
);
