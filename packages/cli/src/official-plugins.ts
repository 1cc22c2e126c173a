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
