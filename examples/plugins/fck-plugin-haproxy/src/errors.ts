import { errorKind } from '@fck/core';

/** What can go wrong with haproxy as the reverse proxy. */
export const haproxyErrors = {
  notDebian: errorKind(
    'HAPROXY_NEEDS_DEBIAN',
    "This plugin sets haproxy up by a drop-in of the systemd unit in Debian's package.",
    (host: string, system: string) => ({
      message: `${host} is no Debian or Ubuntu with systemd (${system}).`,
      hint: 'Use nginx on this host: `activate: {nginx: …}`.',
    }),
  ),
  notRunning: errorKind('HAPROXY_NOT_RUNNING', 'haproxy does not run on a host that it is to serve.', () => ({
    message: 'haproxy is not installed or does not run.',
    hint: 'Run `fck run provision`, or see why it ended: `sudo journalctl --unit haproxy`.',
  })),
  brokenConfig: errorKind(
    'HAPROXY_BROKEN_CONFIG',
    'haproxy refuses its configuration. The old site still serves.',
    (output: string) => ({
      message: 'haproxy refuses its configuration.',
      hint: 'Correct what it names, and run the same command again.',
      detail: output,
    }),
  ),
  portTaken: errorKind(
    'HAPROXY_PORT_TAKEN',
    'Two sites listen on one port: haproxy would give each of them some of the requests.',
    (port: number, file: string) => ({
      message: `Port ${port} belongs to ${file} already.`,
      hint: 'Give the site another port: `activate: {haproxy: {listen: …}}`. Nothing was switched.',
    }),
  ),
  nothingBehind: errorKind(
    'HAPROXY_NOTHING_BEHIND',
    'haproxy passes requests on; a role without a service has nothing to pass them to.',
    (role: string) => ({
      message: `The role ${role} has no service that listens, and haproxy serves no files.`,
      hint: 'Add a service (gunicorn, say) to `activate:`, or serve the files with nginx.',
    }),
  ),
};
