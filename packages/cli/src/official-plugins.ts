/** The plugins that a project gets without a `plugins:` key of its own, in the order in which they are applied. */
export const officialPlugins: readonly string[] = [
  'ssh',
  'git',
  'python-build',
  'distribute',
  'supervisor',
  'systemd',
  'nginx-gunicorn',
  'aws',
  'aws-fleet',
  'sandbox',
];

/** Those of them that are loaded only if the configuration has a key of theirs. */
export const loadedWhenConfigured: readonly string[] = ['aws', 'aws-fleet'];

/** The plugins that every project has: a `plugins:` key lists what is used beside them. */
export const basePlugins: readonly string[] = ['ssh'];
