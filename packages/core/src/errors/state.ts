import { errorKind } from './fck-error.js';

/** What can be wrong with what hosts remember, and with when it is asked for. */
export const stateErrors = {
  unreadable: errorKind(
    'STATE_UNREADABLE',
    'The state file of a host is not what fck wrote, or was written by a newer fck.',
    (host: string, path: string) => ({
      message: `The state file ${path} on ${host} is not what fck wrote, or was written by a newer fck.`,
      hint: 'Update fck, or move the file away: builds and services stay, and are found again by the next activation.',
      host,
    }),
  ),
  notLoaded: errorKind(
    'NOT_LOADED',
    'The project was asked for before its configuration was checked.',
    () => ({
      message: 'The project is not known yet: while plugins are applied they may only register and tap.',
      hint: 'Read it in a tap: contexts have `project`.',
    }),
  ),
};
