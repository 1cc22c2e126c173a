import { errorKind, nearestTo } from '@fck/core';

/** The errors of copying builds. */
export const copyErrors = {
  unknownRole: errorKind(
    'ACCESS_ROLE_UNKNOWN',
    '`allow_access`, `request_access` or `copy_from` names a role that does not exist.',
    (name: string, known: readonly string[]) => {
      const near = nearestTo(name, known).map((other) => `"${other}"`);
      return {
        message: `There is no role named "${name}".${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`,
        hint: `Roles: ${known.join(', ')}.`,
      };
    },
  ),
  noHosts: errorKind('COPY_NO_HOSTS', '`copy_from` names a role that has no hosts.', (role: string) => ({
    message: `There is nothing to copy from: the role "${role}" has no hosts.`,
    hint: `Create them with \`fck up -r ${role}\`, or list them below \`hosts:\` of the role.`,
  })),
  onlyBad: errorKind(
    'COPY_ONLY_BAD',
    '`copy_from` found only builds from which a host was rolled back. Such a build is copied only if it is named.',
    (role: string, found: readonly string[]) => ({
      message: `Every build of the role "${role}" was rolled back on some host: ${found.slice(0, 5).join(', ')}.`,
      hint: `Make a new one: fck run build -r ${role}. Or name the build to copy anyway: \`copy_from: {role: ${role}, build: ${found[0]}}\`.`,
    }),
  ),
  noBuild: errorKind(
    'COPY_NO_BUILD',
    '`copy_from` found no finished build on the hosts of its role.',
    (role: string, wanted: string | undefined, found: readonly string[]) => ({
      message: wanted
        ? `No host of the role "${role}" has the build "${wanted}".`
        : `No host of the role "${role}" has a finished build.`,
      hint:
        wanted && found.length > 0
          ? `They have: ${found.slice(0, 5).join(', ')}.`
          : `Make one first: fck run build -r ${role}`,
    }),
  ),
  /** The code is core's: it ends the plan for this host, and is not a failure. */
  buildIsPlanned: errorKind(
    'PLAN_UNKNOWN',
    'In a dry run the build to copy does not exist yet.',
    (role: string) => ({
      message: `Which build is copied depends on the build of "${role}", which is only planned.`,
    }),
  ),
  platform: errorKind(
    'COPY_PLATFORM',
    'A build was made for another kind of machine than the host it is copied to.',
    (build: string, host: string, why: string) => ({
      message: `The build ${build} would not run on ${host}: ${why}.`,
      hint: 'Make the build on a host of the same kind: the same architecture and an equal or older system, with the same interpreter at the same path.',
    }),
  ),
  corrupted: errorKind(
    'COPY_CORRUPTED',
    'A copied build differs from its source. The files that differ were removed, and the build was not put into place.',
    (build: string, from: string, detail: string | undefined) => ({
      message: `The copy of ${build} differs from the build on ${from}.`,
      hint: `Run it again: the files that differ are fetched again. If it fails again, the build on ${from} was changed after it was sealed: make a new one.`,
      detail,
    }),
  ),
  interrupted: errorKind(
    'COPY_INTERRUPTED',
    'The transfer of a build broke off. The build was not put into place; complete files are kept for the next attempt, unless the disk is full.',
    (build: string, from: string, why: string, isFull: boolean, detail: string | undefined) => ({
      message: `Copying ${build} from ${from} broke off: ${isFull ? 'the disk is full' : why}.`,
      hint: isFull
        ? 'Make room on the host, then run the same command again.'
        : 'Run the same command again: it fetches only what is missing.',
      detail,
    }),
  ),
  needsPython: errorKind(
    'COPY_NEEDS_PYTHON',
    'A build is copied through an object store, and a host has no `python3`, which fetches and stores builds.',
    (host: string, store: string) => ({
      message: `${host} has no \`python3\`, and cannot reach ${store} without it.`,
      hint: 'Add `python3` to `provision: tools:` of its role, and run `fck run provision`.',
    }),
  ),
  notStored: errorKind(
    'COPY_NOT_STORED',
    'A build could not be uploaded to an object store. The next attempt uploads only what is missing.',
    (build: string, from: string, store: string, why: string) => ({
      message: `${from} could not upload ${build} to ${store}: ${why}`,
      hint: 'The host that has the build must reach the store itself. Run the same command again: it uploads what is missing. If a file was changed, make a new build: `fck run build --force`.',
    }),
  ),
  servingLost: errorKind(
    'COPY_SERVING_LOST',
    'The build that hosts of the role serve is not in the object store any more.',
    (build: string, role: string, store: string) => ({
      message: `${build}, which ${role} serves, is incomplete in ${store}.`,
      hint: 'Objects were removed there, perhaps by a lifecycle rule. `fck run activate --force` for a host that serves uploads and records the build again.',
    }),
  ),
  servingUnreadable: errorKind(
    'COPY_SERVING_UNREADABLE',
    "The object store's record of the build that a role serves was changed by something other than fck.",
    (key: string, store: string) => ({
      message: `${key} in ${store} is not a record of a serving build as fck writes it.`,
      hint: '`fck run activate --force` writes it again. Until then, no build is removed there, and no new machine brings itself up.',
    }),
  ),
  noneKept: errorKind(
    'COPY_NONE_KEPT',
    'The object store has no build of the role yet.',
    (role: string, store: string) => ({
      message: `${store} has no build of ${role} yet.`,
      hint: 'Deploy once from where you deploy (`fck up`), to a host of the role that copies: that stores the build.',
    }),
  ),
  foreign: errorKind(
    'COPY_PLACE_TAKEN',
    'Something that fck did not make exists at the path of a build to copy. It stays unchanged.',
    (host: string, place: string) => ({
      message: `${host} has something at ${place} that fck did not make.`,
      hint: 'Move it to another place. Or make a new build, which gets another name: `fck run build --force`.',
      host,
    }),
  ),
  other: errorKind(
    'COPY_NAME_TAKEN',
    'A host has another build with the name of the build to copy.',
    (build: string, host: string) => ({
      message: `${host} already has a build named ${build}, and it is another one.`,
      hint: 'Two builders used the same number. Make a new build, which gets another: `fck run build --force`.',
    }),
  ),
};
