import { errorKind } from './fck-error.js';

/** What can go wrong where files of systemd are written. */
export const systemdErrors = {
  value: errorKind(
    'SYSTEMD_VALUE',
    "A value cannot be written into systemd's files, whose syntax has no way to hold it.",
    (what: string, found: string) => ({
      message: `systemd cannot hold ${what}: it has ${found}.`,
      hint: 'Write it without, or put it into a file that the application reads.',
    }),
  ),
};
