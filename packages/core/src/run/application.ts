import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { activationPlan } from '../activation/plan.js';
import { surroundingsOf } from '../activation/release/run-release.js';
import { describeService } from '../activation/services/start-services.js';
import { KeptEnvironments } from '../activation/serving/kept-environments.js';
import type { Surroundings } from '../api/activation-part.js';
import type { BuildSealedContext, HostContext } from '../api/contexts.js';
import type { ExecFollower, ExecResult } from '../api/exec.js';
import type { Host } from '../api/host.js';
import type { Selection } from '../api/selection.js';
import type { Endpoint } from '../api/service.js';
import type { Channel } from '../api/transport.js';
import { buildsOn } from '../build/builds-on-host.js';
import { buildIn } from '../build/find-build.js';
import { type Command, quote, sh } from '../command/command.js';
import { activationErrors } from '../errors/activation.js';
import { buildErrors } from '../errors/build.js';
import { remoteErrors } from '../errors/remote.js';
import { changeCommand } from '../remote/change-command.js';
import { servingOf } from '../state/serving.js';
import { become } from '../transport/shell/become.js';
import { execOnEach } from './exec.js';
import { readNeededSecrets } from './needed-secrets.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';
import { startAs } from './start-as.js';
import { tasksInOrder } from './task-order.js';

/** Of a service that does not run: its variables are needed, and nothing will listen there. */
const NOWHERE: Endpoint = { kind: 'tcp', address: '127.0.0.1', port: 0 };

/** A command line for a terminal on a host, and what it needs there. */
export interface ApplicationTerminal {
  /** For the shell of the login user. */
  readonly line: string;
  /** Removes from the host what the command has not removed itself. */
  close(): Promise<void>;
}

/**
 * Runs a command in the application on each chosen host: as the user of its services, in the folder and with the environment of a
 * build. The environment is that with which the build last served there.
 *
 * @param build name or number. Default: the one that serves
 */
export function execInApplication(
  fck: RunContainer,
  command: Command,
  selection: Selection,
  { build, follower }: { readonly build?: string | undefined; readonly follower?: ExecFollower | undefined },
): Promise<ExecResult[]> {
  const session = Session.forLooks(fck);
  const start = async (host: Host): Promise<Channel> =>
    startIn(fck, host, await applicationOn(fck, session.contextOf(host, 'app'), build), command);
  return execOnEach(fck, command, selection, start, follower);
}

/**
 * Prepares a command in the application of a host for a terminal. Its environment waits in a file of the user's own, in memory, that
 * the command removes before it begins: nothing of it is on a command line.
 *
 * @param build as for {@link execInApplication}
 * @throws FckError `NO_APPLICATION`, `BUILD_UNKNOWN`
 */
export async function terminalInApplication(
  fck: RunContainer,
  command: Command,
  host: Host,
  build?: string,
): Promise<ApplicationTerminal> {
  const { cwd, env, user } = await applicationOn(fck, Session.forLooks(fck).contextOf(host, 'app'), build);
  const file = `/dev/shm/fck-${randomUUID()}`;
  const { preamble } = changeCommand('', { user: undefined, password: undefined }, { env });
  const asUser = { cwd: '/', env: {}, user };
  const write = sh`umask 077; set -C; cat >${file}`;
  await ended(host, `write ${file}`, await startIn(fck, host, asUser, write, preamble));
  const script = `. ${quote(file)}; rm -f -- ${quote(file)}\ncd ${quote(cwd)} || exit\n${command.text}`;
  const shell = `sh -c ${quote(script)}`;
  return {
    // With a terminal, sudo may ask for a password.
    line: user === undefined ? shell : `${become(user, '')} ${shell}`,
    close: async () => ended(host, `remove ${file}`, await startIn(fck, host, asUser, sh`rm -f -- ${file}`)),
  };
}

/** The surroundings of the first service of a role, as the build has or had it on the host. */
async function applicationOn(
  fck: RunContainer,
  context: HostContext,
  wanted: string | undefined,
): Promise<Surroundings> {
  const { host, role, remote, paths, state } = context;
  const [builds, known] = await Promise.all([buildsOn(remote, paths), state.read()]);
  const { active, instances } = servingOf(known, role.name);
  const name = wanted ?? active;
  if (name === undefined) throw activationErrors.noApplication(host.name, role.name);
  const build = buildIn(builds, name);
  if (!build)
    throw buildErrors.unknown(
      host.name,
      name,
      builds.map((one) => one.name),
    );
  const sealed: BuildSealedContext = { ...context, build, buildPath: paths.build(build.name) };
  const [kind] = activationPlan(fck, role)?.services ?? [];
  const kept = (await new KeptEnvironments(context).of(build.name))?.[kind?.name ?? ''];
  if (!kept) await readNeededSecrets(fck, { tasks: tasksInOrder(fck.tasks, ['activate']), roles: [role] });
  if (!kind) return surroundingsOf(sealed, undefined);
  const serving = instances.find((instance) => instance.kind === kind.name);
  const instance = { id: '', kind: kind.name, build: build.name, endpoint: serving?.endpoint ?? NOWHERE };
  return surroundingsOf(sealed, await describeService(sealed, kind, instance, kept));
}

async function startIn(
  fck: RunContainer,
  host: Host,
  surroundings: Surroundings,
  command: Command,
  input = '',
): Promise<Channel> {
  const channel = await startAs(fck, host, surroundings, command);
  channel.stdin.end(input);
  return channel;
}

/** Waits for the end of a command that prints nothing. */
async function ended(host: Host, what: string, channel: Channel): Promise<void> {
  channel.stdout.resume();
  const [exit, said] = await Promise.all([channel.exit, text(channel.stderr)]);
  if (exit.code !== 0)
    throw remoteErrors.commandFailed(host.name, what, exit.code ?? exit.signal ?? 'unknown', said.trimEnd());
}
