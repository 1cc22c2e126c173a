import { errorKind, type Place } from './fck-error.js';

/** What can be wrong with the state of hosts, and with reading the project too early. */
export const stateErrors = {
  unreadable: errorKind(
    'STATE_UNREADABLE',
    'The state file of a host was not written by fck, or was written by a newer fck.',
    (host: string, path: string) => ({
      message: `The state file ${path} on ${host} was not written by fck, or was written by a newer fck.`,
      hint: 'Update fck, or move the file away: builds and services stay, and the next activation finds them again.',
      host,
    }),
  ),
  readOnly: errorKind(
    'PROJECT_READ_ONLY',
    'A plugin changed the project, a role or a host. They are the same for all plugins, and cannot be changed.',
    (what: string, plugin: string, where?: Place) => ({
      message: `${plugin === 'core' ? 'Something' : `The plugin "${plugin}"`} changes \`${what}\`, which cannot be changed.`,
      hint: 'Change the configuration in a tap of `config`, or the hosts in a tap of `inventory`, and return the result.',
      plugin: plugin === 'core' ? undefined : plugin,
      where,
    }),
  ),
  notLoaded: errorKind(
    'NOT_LOADED',
    'A plugin read the project before its configuration was checked.',
    () => ({
      message: 'The project is not loaded yet: while plugins are applied they may only register and tap.',
      hint: 'Read it in a tap: contexts have `project`.',
    }),
  ),
};
