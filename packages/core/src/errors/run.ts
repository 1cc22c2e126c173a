import { type Cause, causesOf, type HostFailure, withHost } from './causes.js';
import { errorKind, type FckError, formatPlace, isFckError, messageOf } from './fck-error.js';

/** What can go wrong with a run as a whole. */
export const runErrors = {
  hostsFailed: errorKind(
    'HOSTS_FAILED',
    'A task failed on several hosts. Each cause is listed once, with the hosts that it hit; the other hosts are done.',
    (task: string, failures: readonly { host: string; error: unknown }[], total: number) => ({
      message: `${task} failed on ${failures.length} of ${total} hosts: ${failures.map(({ host }) => host).join(', ')}.`,
      detail: causesOf(failures).map(describeCause).join('\n\n'),
      hint: 'Correct what is wrong and run the same command again, or go on with `fck run --resume`: what is done is not done twice.',
    }),
  ),
  noHosts: errorKind(
    'NO_HOSTS',
    'No host is known for what was asked: the roles have no `hosts:`, and no provider has made any yet.',
    (roles: readonly string[]) => ({
      message:
        roles.length === 0
          ? 'There is no host to work on.'
          : `There is no host to work on: ${roles.join(', ')} ${roles.length === 1 ? 'has' : 'have'} none.`,
      hint: 'List hosts under `hosts:` of the role, or let a provider make them: `fck run create`.',
    }),
  ),
  argument: errorKind(
    'ARGUMENT_INVALID',
    'An argument of a task has a value that it cannot have.',
    (name: string, value: string, expected: string) => ({
      message: `--${name} must be ${expected}, not "${value}".`,
    }),
  ),
  argumentMissing: errorKind(
    'ARGUMENT_MISSING',
    'A task was not given an argument that it cannot do without.',
    (task: string, name: string, about: string) => ({
      message: `The task "${task}" needs --${name}: ${about}.`,
      hint: `\`fck explain ${task}\` lists its arguments. A program gives them to \`run\` as \`args: { ${name}: … }\`.`,
    }),
  ),
  taskCycle: errorKind(
    'TASK_CYCLE',
    'Tasks depend on each other in a circle, so none of them can be the first.',
    (names: readonly string[]) => ({
      message: `These tasks depend on each other in a circle: ${names.join(' -> ')}.`,
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
    'A role has neither hosts nor a section of a provider (`sandbox:`, `aws:`) that could make some.',
    (role: string) => ({
      message: `The role "${role}" has no hosts, and nothing says how to make some.`,
      hint: 'List them under `hosts:`, or add a provider section such as `sandbox: {count: 1}`.',
    }),
  ),
  noTransport: errorKind(
    'NO_TRANSPORT',
    'No plugin connects to hosts of this transport.',
    (host: string, transport: string, install: string) => ({
      message: `Nothing knows how to connect to ${host} by "${transport}".`,
      hint:
        transport === 'ssh'
          ? `The plugin "ssh" brings it: add ssh to \`plugins:\` (not installed? ${install}).`
          : 'Use `ssh` or `local`, or load the plugin that brings this transport.',
      host,
    }),
  ),
  interrupted: errorKind(
    'INTERRUPTED',
    'The run was interrupted. The step in hand was finished; nothing is half done.',
    () => ({
      message: 'Interrupted: the step in hand was finished, nothing more was begun.',
      hint: 'To go on, run the same command again, or `fck run --resume`.',
    }),
  ),
};

export type { HostFailure };

/** The one failure, or all of them together. */
export function failureOf(task: string, failures: readonly HostFailure[], total: number): unknown {
  const [first, ...others] = failures;
  if (first && others.length === 0)
    return isFckError(first.error) ? first.error.stamp({ host: first.host }) : first.error;
  return runErrors.hostsFailed(task, failures, total);
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
