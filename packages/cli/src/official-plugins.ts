/** The plugins that a project gets without a `plugins:` key of its own, in the order in which they are applied. */
export const officialPlugins: readonly string[] = [
  'git',
  'python-build',
  'distribute',
  'supervisor',
  'systemd',
  'nginx-gunicorn',
  'aws',
  'sandbox',
];

/** Those of them that are loaded only if the configuration has a key of theirs. */
export const loadedWhenConfigured: readonly string[] = ['aws'];
