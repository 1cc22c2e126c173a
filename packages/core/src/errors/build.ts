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
  onlyBad: errorKind(
    'ONLY_BAD_BUILDS',
    'Every build on the host was rolled back from. None of them is activated without being named.',
    (host: string, role: string, newest: string) => ({
      message: `Every build on ${host} was rolled back from, the newest of them ${newest}.`,
      hint: `Make a new one: fck run build -r ${role}. Or name one: fck run activate --build ${newest}`,
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
  nothingBefore: errorKind(
    'ROLLBACK_NOTHING',
    'A role is to go back, and no build that is still there served well before the one that serves.',
    (role: string, active: string | undefined) => ({
      message:
        active === undefined
          ? `Role "${role}" serves nothing, and no build of it served well before.`
          : `No build of role "${role}" served well before ${active}.`,
      hint: '`fck builds` lists what there is. Name one to go back to it: fck rollback NAME',
    }),
  ),
  nothingActivated: errorKind(
    'ROLLBACK_NOTHING_ACTIVATED',
    'A rollback was asked for on hosts whose roles activate nothing.',
    (roles: readonly string[]) => ({
      message: `Nothing is activated here, so there is nothing to go back from: ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')} ${roles.length === 1 ? 'has' : 'have'} no \`activate:\` section.`,
      hint: 'Choose a role that serves with -r; `fck status` shows what serves where.',
    }),
  ),
  lacking: errorKind(
    'ROLLBACK_LACKING',
    'A role is to go back to one build on all of its hosts, and some of them do not have it.',
    (role: string, name: string, hosts: readonly string[]) => ({
      message: `The build "${name}" is not on ${hosts.join(', ')}, so role "${role}" cannot go back to it as a whole.`,
      hint: '`fck builds` lists what there is. Choose hosts with -H to go back only there, or name a build that all of them have: fck rollback NAME',
    }),
  ),
  noneMade: errorKind(
    'NO_BUILD_MADE',
    'The builder of a role returned no build. A tap of `build` that is meant to go on must return undefined, and a builder its build.',
    (role: string) => ({ message: `Nothing made a build for the role "${role}".` }),
  ),
};
