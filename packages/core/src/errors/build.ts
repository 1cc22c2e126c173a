import { errorKind } from './fck-error.js';

/** What can go wrong around builds. */
export const buildErrors = {
  none: errorKind(
    'NO_BUILD',
    'A role is to be activated on a host that has no finished build.',
    (host: string, role: string) => ({
      message: `There is no build on ${host} to activate.`,
      hint: `Make one: fck run build -r ${role}`,
      host,
    }),
  ),
  unknown: errorKind(
    'BUILD_UNKNOWN',
    'The named build is not on the host: it was pruned, or never copied there.',
    (host: string, name: string, known: readonly string[]) => ({
      message: `The build "${name}" is not on ${host}.`,
      hint: known.length > 0 ? `There are: ${known.join(', ')}.` : 'There is none.',
      host,
    }),
  ),
  noneMade: errorKind(
    'NO_BUILD_MADE',
    'The builder of a role returned no build. A tap of `build` that is meant to go on must return undefined, and a builder its build.',
    (role: string) => ({ message: `Nothing made a build for the role "${role}".` }),
  ),
};
