/** The plugins of a project without a `plugins:` key, in the order in which they are applied. */
export const officialPlugins: readonly string[] = [
  'ssh',
  'git',
  'python-build',
  'command',
  'distribute',
  'supervisor',
  'systemd',
  'schedule',
  'nginx-gunicorn',
  'aws',
  'aws-fleet',
  'sandbox',
];

/** The default plugins that are loaded only if the configuration has one of their keys. */
export const loadedWhenConfigured: readonly string[] = ['aws', 'aws-fleet'];

/** Official plugins that are not part of the command: a project installs and lists them. */
export const optionalPlugins: readonly string[] = ['notify', 'secrets'];

/** The plugins of every project: a `plugins:` key lists further ones. */
export const basePlugins: readonly string[] = ['ssh'];
