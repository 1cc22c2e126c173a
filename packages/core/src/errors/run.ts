import { type Cause, causesOf, type HostFailure, withHost } from './causes.js';
import { errorKind, type FckError, formatPlace, isFckError, messageOf } from './fck-error.js';

/** What can go wrong with a run as a whole. */
export const runErrors = {
  hostsFailed: errorKind(
    'HOSTS_FAILED',
    'A task failed on several hosts. Each cause is listed once, with the hosts that it affected; the other hosts are done.',
    (task: string, failures: readonly { host: string; error: unknown }[], total: number) => ({
      message: `${task} failed on ${failures.length} of ${total} hosts: ${failures.map(({ host }) => host).join(', ')}.`,
      detail: causesOf(failures).map(describeCause).join('\n\n'),
      hint: 'Correct the cause and run the same command again, or resume with `fck run --resume`: nothing is done twice.',
    }),
  ),
  noHosts: errorKind(
    'NO_HOSTS',
    'No host is known for the command: the roles have no `hosts:`, and no provider has created any yet.',
    (roles: readonly string[]) => ({
      message:
        roles.length === 0
          ? 'There is no host to work on.'
          : `There is no host to work on: ${roles.join(', ')} ${roles.length === 1 ? 'has' : 'have'} none.`,
      hint: 'List hosts under `hosts:` of the role, or let a provider create them: `fck run create`.',
    }),
  ),
  taskCycle: errorKind(
    'TASK_CYCLE',
    'Tasks wait for each other in a circle, so none of them can be first.',
    (tasks: readonly { readonly name: string; readonly owner: string }[]) => ({
      message: `These tasks wait for each other in a circle: ${[...tasks, ...tasks.slice(0, 1)].map(({ name }) => name).join(' -> ')}.`,
      hint: `They are of ${[...new Set(tasks.map(({ name, owner }) => `${owner} (${name})`))].join(', ')}. Change \`dependsOn\`, \`needs\`, \`before\` or \`after\` of one of them.`,
    }),
  ),
  roleCycle: errorKind(
    'ROLE_CYCLE',
    'Roles get their builds from each other in a circle.',
    (names: readonly string[]) => ({
      message: `These roles get their builds from each other in a circle: ${names.join(', ')}.`,
      hint: 'One of them has to make the build.',
    }),
  ),
  noProvider: errorKind(
    'NO_PROVIDER',
    'A role has neither hosts nor a section of a provider (`sandbox:`, `aws:`) that could create them.',
    (role: string) => ({
      message: `The role "${role}" has no hosts, and no provider section to create them.`,
      hint: 'List them under `hosts:`, or add a provider section such as `sandbox: {count: 1}`.',
    }),
  ),
  onceWithoutHost: errorKind(
    'ONCE_NO_HOST',
    'A plugin does work once in a run, on a host that it picks itself, and picked none of the chosen hosts.',
    (name: string, role: string) => ({
      message: `"${name}" runs on one host of the role "${role}", and none of the chosen hosts is the one for it.`,
      hint: 'Choose more hosts (-H), or all: leave -H out.',
    }),
  ),
  noTransport: errorKind(
    'NO_TRANSPORT',
    'No loaded plugin provides this transport.',
    (host: string, transport: string, install: string) => ({
      message: `No loaded plugin connects to ${host} by "${transport}".`,
      hint:
        transport === 'ssh'
          ? `The plugin "ssh" provides it: add ssh to \`plugins:\` (not installed? ${install}).`
          : 'Use `ssh` or `local`, or load the plugin that provides this transport.',
      host,
    }),
  ),
  interrupted: errorKind(
    'INTERRUPTED',
    'The run was interrupted. It finished its current step; nothing is half done.',
    () => ({
      message: 'Interrupted: the current step was finished, and no other was started.',
      hint: 'To continue, run the same command again, or `fck run --resume`.',
    }),
  ),
};

export type { HostFailure };

/** The failures that a `HOSTS_FAILED` is made of. */
const failures = new WeakMap<object, readonly HostFailure[]>();

/** The failures on hosts that an error is made of; undefined for any other error. */
export function failuresIn(thrown: unknown): readonly HostFailure[] | undefined {
  return isFckError(thrown) ? failures.get(thrown) : undefined;
}

/** The single failure, or one error for all failures. */
export function failureOf(task: string, all: readonly HostFailure[], total: number): unknown {
  // Work that is done once for several hosts fails with one error for all of them.
  const failed = all.filter(({ error }, at) => all.findIndex((other) => other.error === error) === at);
  const [first, ...others] = failed;
  if (first && others.length === 0)
    return isFckError(first.error) ? first.error.stamp({ host: first.host }) : first.error;
  const error = runErrors.hostsFailed(task, failed, total);
  failures.set(error, failed);
  return error;
}

function describeCause({ hosts, error }: Cause): string {
  const [first = ''] = hosts;
  const names = hosts.join(', ');
  const heading = `${names}: ${withHost(messageOf(error), first, hosts.length === 1 ? first : names)}`;
  return [heading, ...(isFckError(error) ? detailsOf(error) : []).map((line) => `  ${line}`)].join('\n');
}

function detailsOf(error: FckError): string[] {
  return [
    ...(error.where ? [`at ${formatPlace(error.where)}`] : []),
    ...(error.detail?.split('\n') ?? []),
    ...(error.hint ? [`→ ${error.hint}`] : []),
  ];
}
