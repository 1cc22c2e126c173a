import type { PluginEntry } from '@fck/core';

/** systemd and haproxy in place of supervisor and nginx. The plugins are dependencies of this package, and found from it. */
const preset: readonly PluginEntry[] = ['systemd', 'fck-plugin-haproxy'];

export default preset;
