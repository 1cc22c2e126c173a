import type { PluginEntry } from '@fck/core';

/** systemd and haproxy instead of supervisor and nginx. The plugins are dependencies of this package, and resolved from it. */
const preset: readonly PluginEntry[] = ['systemd', 'fck-plugin-haproxy'];

export default preset;
