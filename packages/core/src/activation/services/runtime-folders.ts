import { posix } from 'node:path';
import type { HostContext } from '../../api/contexts.js';
import type { Remote } from '../../api/remote.js';
import type { Instance, Service } from '../../api/service.js';
import { ownFunctions } from '../../build/own-folder.js';
import { sh } from '../../command/command.js';
import { activationErrors } from '../../errors/activation.js';
import { checkedName } from '../../names/names.js';
import { serviceGround } from './host-functions.js';
import { instancesOfRole } from './instance-names.js';
import { createGroup, createServiceUser, serviceAccount } from './service-account.js';

/** The socket on which a service listens, in the runtime folder of its instance. */
const SOCKET = 'socket';
/** Permission bits of everyone else. */
const OTHERS = 0o007;
/** The kernel's limit for the path of a Unix socket, in bytes, without the NUL at its end. */
export const LONGEST_SOCKET_PATH = 107;

/** The state of a host for the services of a project. */
export interface ServiceGround {
  /** Whether the project's system user exists. */
  readonly hasUser: boolean;
  /** Members of the project's group; undefined if it does not exist. */
  readonly members: readonly string[] | undefined;
  /** Group and permission bits of the folder of builds; undefined if there is none. */
  readonly builds: { readonly group: string; readonly mode: number } | undefined;
  /** A folder among the builds that fck did not make. Its service may read it as any user of the host. */
  readonly foreign: string | undefined;
  /** Whether the user that the role names for its services is root, or may become root with sudo. */
  readonly userHasPowers: boolean;
  /** Ids of instances of the role that have a runtime folder. */
  readonly runtime: readonly string[];
}

/**
 * Folder for the files that an instance needs while it runs: `<project
 * folder>/run/<role>.<kind>.<number>.<generation>`.
 */
function runtimeFolder({ paths, project }: Pick<HostContext, 'paths' | 'project'>, id: string): string {
  return posix.join(paths.run, checkedName('instance', id.slice(project.name.length + 1)));
}

/** Path of the Unix socket of an instance. */
export function socketPath(context: Pick<HostContext, 'paths' | 'project'>, id: string): string {
  return posix.join(runtimeFolder(context, id), SOCKET);
}

/** Reads the state of a host for the services of a project. */
export async function lookAtGround(context: HostContext): Promise<ServiceGround> {
  const { remote, paths, project, role, fck } = context;
  const account = serviceAccount(project);
  const user = fck.coreSections.serviceUser.of(role);
  const [found, userHasPowers] = await Promise.all([
    // As root, who has a helper on every host that a run changes.
    remote.as('root').query(
      serviceGround.program(
        'show',
        { account, builds: paths.builds, run: paths.run },
        sh`
getent passwd ${account} >/dev/null && echo user
getent group ${account} | sed 's/^[^:]*:[^:]*:[^:]*:/members /'
stat -L -c 'builds %G %a' -- ${paths.builds} 2>/dev/null
ls -1 -- ${paths.run} 2>/dev/null | sed 's/^/runtime /'
case $(stat -L -c %a -- ${paths.builds} 2>/dev/null) in *0) exit ;; esac
# Who else comes to the builds matters only until they are closed.
${ownFunctions}
for found in ${paths.builds}/*; do
  if [ -d "$found" ] && [ ! -L "$found" ] && ! is_own "$found"; then printf 'foreign %s\n' "$(basename -- "$found")"; break; fi
done
:`,
      ),
    ),
    user !== undefined && hasPowers(remote, user),
  ]);
  const lines = found.split('\n').map((line) => line.split(' '));
  const valuesOf = (key: string) => lines.filter(([first]) => first === key);
  const [members] = valuesOf('members');
  const [builds] = valuesOf('builds');
  const [foreign] = valuesOf('foreign');
  return {
    hasUser: valuesOf('user').length > 0,
    members: members && (members[1] ?? '').split(',').filter((name) => name !== ''),
    builds: builds && { group: builds[1] ?? '', mode: Number.parseInt(builds[2] ?? '0', 8) },
    foreign: foreign?.slice(1).join(' '),
    userHasPowers,
    runtime: instancesOfRole(
      context,
      valuesOf('runtime').map(([, name = '']) => `${project.name}.${name}`),
    ),
  };
}

/** The users and groups (with a colon) that doas lets become root, each after a blank at the end of a line. */
const doasRules = sh`sed -e 's/#.*//; s/[[:space:]][[:space:]]*/ /g; s/ cmd .*//; / as root/!{/ as /d;}; s/ as .*//; s/ $//' -e '/^ *permit /!d' /etc/doas.conf 2>/dev/null`;

/** Whether a user is root, or may become root with sudo or doas. */
function hasPowers(remote: Remote, user: string): Promise<boolean> {
  return remote.as('root').test(
    sh`[ "$(id -u ${user})" = 0 ] || LC_ALL=C sudo -n -l -U ${user} 2>/dev/null | grep -q 'may run the following' || {
  rules=$(${doasRules}) && for name in ${user} $(id -Gn ${user} | sed 's/^/:/; s/ / :/g'); do
    printf '%s\n' "$rules" | grep -q " $name\$" && exit
  done
  exit 1
}`,
  );
}

/** The instances about to run, and who needs access. */
export interface ServiceNeeds {
  readonly candidates: readonly { readonly instance: Instance; readonly service: Service }[];
  readonly ground: ServiceGround;
  /** Users who read builds and connect to sockets, beside the services' own: the reverse proxy's. */
  readonly guests: readonly string[];
}

/** Whether the group of the project controls access to its builds and sockets. */
function needsGroup({ project }: HostContext, { candidates, ground, guests }: ServiceNeeds): boolean {
  const account = serviceAccount(project);
  const isClosed = ground.builds !== undefined && (ground.builds.mode & OTHERS) === 0;
  return (
    guests.length > 0 ||
    (candidates.length > 0 && isClosed) ||
    candidates.some(({ instance, service }) => service.user === account || instance.endpoint?.kind === 'unix')
  );
}

/**
 * The users and permissions that the project's user and group do not have yet for the new instances; undefined if none
 * is missing.
 */
function missingAccounts(context: HostContext, needs: ServiceNeeds) {
  if (!needsGroup(context, needs)) return undefined;
  const { candidates, ground, guests } = needs;
  const account = serviceAccount(context.project);
  const users = new Set(candidates.map(({ service }) => service.user));
  const toLetIn = new Set([...users, ...guests]);
  for (const known of ['root', account, ...(ground.members ?? [])]) toLetIn.delete(known);
  const lacksUser = users.has(account) && !ground.hasUser;
  const wrongGroup = ground.builds !== undefined && ground.builds.group !== account;
  if (!lacksUser && ground.members !== undefined && !wrongGroup && toLetIn.size === 0) return undefined;
  return { account, users, toLetIn, lacksUser, wrongGroup };
}

/** Whether the running services have the users, groups and permissions that an activation would give them. */
export function isGroundReady(context: HostContext, needs: ServiceNeeds): boolean {
  return missingAccounts(context, needs) === undefined && !mustCloseBuilds(context, needs);
}

/**
 * Creates the project's user and group if they are missing, and adds the users that read builds and connect to sockets.
 *
 * @throws FckError `SERVICE_USER_MISSING`
 */
export async function prepareAccounts(context: HostContext, needs: ServiceNeeds): Promise<void> {
  const missing = missingAccounts(context, needs);
  if (!missing) return;
  await expectUsers(context, missing.users);
  const { remote, paths } = context;
  const { account, users, toLetIn, lacksUser, wrongGroup } = missing;
  const parts = [
    users.has(account) ? createServiceUser(account) : createGroup(account),
    ...[...toLetIn].map(
      (user) => sh`usermod -a -G ${account} ${user} 2>/dev/null || addgroup ${user} ${account} || exit`,
    ),
    ...(wrongGroup ? [sh`chgrp -- ${account} ${paths.builds} || exit`] : []),
  ];
  await remote.as('root').run(
    sh`${parts.map(
      (part) => sh`${part}
`,
    )}`,
    {
      title: lacksUser
        ? `create the system user ${account}`
        : `let the group ${account} read builds and connect`,
    },
  );
}

/** Checks that users which the configuration names exist. In a dry run, a step that would not be run yet may create them. */
async function expectUsers(
  { remote, project, role, dryRun }: HostContext,
  users: ReadonlySet<string>,
): Promise<void> {
  if (dryRun) return;
  const account = serviceAccount(project);
  for (const user of users)
    if (user !== account && !(await remote.test(sh`getent passwd ${user} >/dev/null`)))
      throw activationErrors.noServiceUser(remote.host.name, role.name, user);
}

/**
 * Makes the runtime folders of instances that listen on a socket. Only their user and members of the project's group
 * can enter them.
 */
export async function makeRuntimeFolders(
  context: HostContext,
  { candidates }: Pick<ServiceNeeds, 'candidates'>,
): Promise<void> {
  const { remote, paths, project } = context;
  const group = serviceAccount(project);
  const folders = candidates
    .filter(({ instance }) => instance.endpoint?.kind === 'unix')
    .map(({ instance, service }) => ({ path: runtimeFolder(context, instance.id), user: service.user }));
  if (folders.length === 0) return;
  const make = folders.map(
    ({ path, user }) => sh`
install -d -o ${user} -g ${group} -m 0750 -- ${path} || exit`,
  );
  await remote.as('root').run(
    serviceGround.call(
      'make_folders',
      { run: paths.run, group, folders: Object.fromEntries(folders.map(({ path, user }) => [path, user])) },
      sh`
# Where SELinux has a label for sockets there, they get it from their folder.
[ -d ${paths.run} ] || { install -d -m 0755 -- ${paths.run} || exit; ! command -v restorecon >/dev/null || restorecon -- ${paths.run}; }
${make}`,
    ),
    { title: 'make the folder of its socket', bookkeeping: true },
  );
}

/** Whether other local users can read builds that only the project's group needs. */
function areBuildsOpen(context: HostContext, needs: ServiceNeeds): boolean {
  const { builds } = needs.ground;
  return builds !== undefined && (builds.mode & OTHERS) !== 0 && needsGroup(context, needs);
}

function mustCloseBuilds(context: HostContext, needs: ServiceNeeds): boolean {
  return areBuildsOpen(context, needs) && needs.ground.foreign === undefined;
}

/** Closes the builds to other local users, once no running service reads them as one of these. */
export async function closeBuilds(context: HostContext, needs: ServiceNeeds): Promise<void> {
  const { foreign } = needs.ground;
  const { remote, paths } = context;
  if (!areBuildsOpen(context, needs)) return;
  if (foreign !== undefined) {
    context.note(
      `${paths.builds} stays open to other local users: fck did not make ${foreign} in it, and does not know who serves that.`,
    );
    return;
  }
  await remote.as('root').run(sh`chmod o= -- ${paths.builds}`, {
    title: 'keep other local users out of the builds',
  });
}

/** Removes the runtime folders of instances that have ended. */
export async function removeRuntimeFolders(context: HostContext, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const folders = ids.map((id) => runtimeFolder(context, id));
  await context.remote
    .as('root')
    .run(serviceGround.call('remove_folders', { folders }, sh`rm -rf -- ${folders}`), {
      title: 'remove the folder of its socket',
      bookkeeping: true,
    });
}
