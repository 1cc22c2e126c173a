import { errorKind, type Place } from './fck-error.js';

/** What can go wrong around builds. */
export const buildErrors = {
  none: errorKind(
    'NO_BUILD',
    'A host on which a role should be activated has no finished build.',
    (host: string, role: string) => ({
      message: `There is no build on ${host} to activate.`,
      hint: `Make one: fck run build -r ${role}`,
      host,
    }),
  ),
  onlyBad: errorKind(
    'ONLY_BAD_BUILDS',
    'Every build on the host was rolled back. fck activates such a build only if it is named.',
    (host: string, role: string, newest: string) => ({
      message: `Every build on ${host} was rolled back; the newest is ${newest}.`,
      hint: `Make a new one: fck run build -r ${role}. Or name one: fck run activate --build ${newest}`,
      host,
    }),
  ),
  unknown: errorKind(
    'BUILD_UNKNOWN',
    'The named build is not on the host: it was pruned, or never copied there.',
    (host: string, name: string, known: readonly string[]) => ({
      message: `The build "${name}" is not on ${host}.`,
      hint: known.length > 0 ? `Builds on it: ${known.join(', ')}.` : 'It has no builds.',
      host,
    }),
  ),
  nothingBefore: errorKind(
    'ROLLBACK_NOTHING',
    'A rollback was asked for, and no build that is still on the hosts served well before the active one.',
    (role: string, active: string | undefined) => ({
      message:
        active === undefined
          ? `Role "${role}" has no active build, and no earlier build of it served well.`
          : `No build of role "${role}" served well before ${active}.`,
      hint: '`fck builds` lists the builds. Name the one to activate: fck rollback NAME',
    }),
  ),
  nothingActivated: errorKind(
    'ROLLBACK_NOTHING_ACTIVATED',
    'A rollback was asked for on hosts whose roles activate nothing.',
    (roles: readonly string[]) => ({
      message: `There is nothing to roll back: ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')} ${roles.length === 1 ? 'has' : 'have'} no \`activate:\` section.`,
      hint: 'Choose a role that serves with -r; `fck status` shows what serves where.',
    }),
  ),
  lacking: errorKind(
    'ROLLBACK_LACKING',
    'A role should roll back to one build on all of its hosts, and some of them do not have that build.',
    (role: string, name: string, hosts: readonly string[]) => ({
      message: `The build "${name}" is not on ${hosts.join(', ')}, so role "${role}" cannot be rolled back to it on all hosts.`,
      hint: '`fck builds` lists the builds. Choose hosts with -H to roll back only those, or name a build that all hosts have: fck rollback NAME',
    }),
  ),
  dataInBuild: errorKind(
    'DATA_IN_BUILD',
    'A path of `data:` has files in the build: a link to the data that outlives builds would hide them.',
    (path: string, where?: Place) => ({
      message: `${path} is to be data that outlives builds, and the build has files there.`,
      hint: `Remove ${path} from the repository (a .gitkeep or .gitignore in it may stay), or from \`data:\`.`,
      where,
    }),
  ),
  noneMade: errorKind(
    'NO_BUILD_MADE',
    'The builder of a role returned no build. A builder must return its build; a tap of `build` returns undefined to leave it to the next tap.',
    (role: string) => ({ message: `Nothing made a build for the role "${role}".` }),
  ),
};
