import { setTimeout as sleep } from 'node:timers/promises';
import { type Host, messageOf, once, type Transport } from '@fck/core';
import { homeOf, resolveSshConfig, type SshConfig } from './config/ssh-config.js';
import { HungUp, handshake } from './connection/handshake.js';
import { jumpHosts } from './connection/jump-hosts.js';
import { type Lease, SharedJumps } from './connection/shared-jumps.js';
import { commandSocket, type SshSocket, tcpSocket, timeoutError } from './connection/socket.js';
import { SshConnection } from './connection/ssh-connection.js';
import { type SshTarget, sshErrors } from './errors.js';
import { HostKeys } from './host-keys/host-keys.js';
import { knownHostName } from './host-keys/known-hosts.js';
import { planAuth } from './keys/plan-auth.js';

/** What connecting needs besides the host. */
export interface SshContext {
  /** The project's own known_hosts file: keys of new hosts are pinned there. */
  readonly knownHostsFile: string;
  readonly env: NodeJS.ProcessEnv;
  /** Directory that has `.ssh`. Default: `$HOME`. */
  readonly home?: string | undefined;
  /** Receives notices for the user though nothing failed: a key was pinned. */
  onNotice?(text: string): void;
  /** Connections to jump hosts that others opened. Default: none is shared. */
  readonly jumps?: SharedJumps | undefined;
  /** Gives up connecting. An established connection stays open. */
  readonly signal?: AbortSignal | undefined;
}

/** One machine on the way, or the last. */
interface Leg {
  readonly host: Host;
  readonly isJump: boolean;
  /** Key files of the host behind a jump host: the jump host may accept them too. */
  readonly inherited: readonly string[];
  /** The number of jump hosts so far; guards against loops. */
  readonly depth: number;
}

const CONNECT_TIMEOUT = 15;
const DEEPEST = 8;
/** Round trips of logging in with the first key: TCP, greeting, algorithms, key exchange, service, key. `--profile` counts them. */
const LOGIN = 6;
/** Milliseconds before each further attempt, if a busy sshd hangs up before it greets. */
const PAUSES = [200, 500, 1000, 2000, 4000];

/**
 * Connects to a host by SSH, over its jump hosts if it has any: each one's key is verified before anything is sent to it.
 *
 * @throws FckError `SSH_UNREACHABLE`, `SSH_BUSY`, `SSH_HOST_KEY_…`, `SSH_AUTH_FAILED`, `SSH_KEY_…`, `SSH_CONFIG`, `SSH_JUMP`, `SSH_HANDSHAKE`.
 */
export async function connectSsh(host: Host, context: SshContext): Promise<Transport> {
  return connectLeg({ host, isJump: false, inherited: [], depth: 0 }, context);
}

async function connectLeg(leg: Leg, context: SshContext, before?: Lease): Promise<SshConnection> {
  let via = before;
  try {
    const { host } = leg;
    const config = await resolveSshConfig(host, context);
    via ??= await leaseJumps(leg, config, context);
    const { address, port, user } = config;
    const target: SshTarget = { host: host.name, user, address, port, isJump: leg.isJump };
    const planLogin = once(() =>
      Promise.all([
        readHostKeys(target, host, config, context),
        planAuth({
          host: host.name,
          user,
          requiredFiles: host.ssh.identityFiles,
          optionalFiles: host.ssh.identityFiles
            ? undefined
            : [...(config.identityFiles ?? []), ...leg.inherited],
          certificateFiles: config.certificateFiles,
          passphrase: host.ssh.passphrase,
          agent: config.agent,
          identitiesOnly: config.identitiesOnly,
          home: homeOf(context),
        }),
      ]),
    );
    const seconds = host.ssh.connectTimeout ?? CONNECT_TIMEOUT;
    for (let attempt = 1; ; attempt += 1) {
      const begun = performance.now();
      const socket = await openSocket(target, config, seconds, context, via?.connection).catch(
        async (error: unknown) => {
          // A key that cannot be used is reported first: the user can fix it at once.
          await planLogin();
          throw error;
        },
      );
      const roundTripMs = performance.now() - begun;
      // Reports a socket that breaks before the handshake.
      socket.stream.on('error', () => {});
      try {
        // While the host sends its greeting, ssh2 is loaded and keys are read: that takes some tens of milliseconds.
        const [hostKeys, auth] = await planLogin();
        const client = await handshake({ target, socket, hostKeys, auth, seconds, signal: context.signal });
        const opening = { roundTrips: LOGIN + (via?.connection.opening.roundTrips ?? 0), roundTripMs };
        // A jump host only forwards: it has no session.
        const another = leg.isJump ? undefined : () => connectLeg(leg, context);
        return new SshConnection(target, client, socket.stream, opening, via, another);
      } catch (error) {
        socket.stream.destroy();
        if (!(error instanceof HungUp)) throw error;
        const pause = PAUSES[attempt - 1];
        if (pause === undefined) throw sshErrors.busy(target, attempt, error.cause);
        // Jitter: the hosts of a fleet must not all retry at the same moment.
        await sleep(
          pause * (0.5 + Math.random()),
          undefined,
          context.signal ? { signal: context.signal } : {},
        );
      }
    }
  } catch (error) {
    await via?.release();
    throw error;
  }
}

/** Connects to the jump hosts, or joins connections that exist. */
async function leaseJumps(leg: Leg, config: SshConfig, context: SshContext): Promise<Lease | undefined> {
  const { host, depth } = leg;
  if (config.jump === undefined || config.jump === 'none') return undefined;
  if (depth >= DEEPEST) throw sshErrors.jump(host.name, config.jump, 'it is a loop');
  const inherited = [...(host.ssh.identityFiles ?? leg.inherited)];
  const jumps = context.jumps ?? new SharedJumps();
  const leaseAlong = (way: readonly Host[]): Promise<Lease | undefined> => {
    const last = way.at(-1);
    if (!last) return Promise.resolve(undefined);
    const jump = { host: last, isJump: true, inherited, depth: depth + 1 };
    return jumps.lease(wayText(way, inherited), async () =>
      connectLeg(jump, context, await leaseAlong(way.slice(0, -1))),
    );
  };
  return leaseAlong(jumpHosts(config.jump, host));
}

/** A key of everything that matters to a connection to the last of these hosts. */
function wayText(way: readonly Host[], keys: readonly string[]): string {
  return JSON.stringify([
    ...way.map(({ user, address, ssh }) => [user, address, ssh.port, ssh.hostKeyChecking]),
    keys,
  ]);
}

function readHostKeys(
  target: SshTarget,
  host: Host,
  config: SshConfig,
  context: SshContext,
): Promise<HostKeys> {
  const name = config.hostKeyAlias?.toLowerCase() ?? knownHostName(target.address, target.port);
  const checking = host.ssh.hostKeyChecking ?? config.hostKeyChecking;
  return HostKeys.read(target, name, host.ssh.hostKeys, {
    projectFile: context.knownHostsFile,
    otherFiles: config.knownHostsFiles,
    checking,
    onNotice: (text) => context.onNotice?.(text),
  });
}

async function openSocket(
  target: SshTarget,
  config: SshConfig,
  seconds: number,
  context: SshContext,
  via: SshConnection | undefined,
): Promise<SshSocket> {
  context.signal?.throwIfAborted();
  if (via) return forwardSocket(target, seconds, context, via);
  if (config.proxyCommand !== undefined) return commandSocket(config.proxyCommand);
  return tcpSocket(target, seconds, context.signal);
}

async function forwardSocket(
  target: SshTarget,
  seconds: number,
  context: SshContext,
  via: SshConnection,
): Promise<SshSocket> {
  const deadline = AbortSignal.timeout(seconds * 1000);
  try {
    const stream = await via.forward(
      target.address,
      target.port,
      context.signal ? AbortSignal.any([context.signal, deadline]) : deadline,
    );
    return { stream, stderrTail: () => '' };
  } catch (error) {
    context.signal?.throwIfAborted();
    if (deadline.aborted) throw via.explain(timeoutError(target, seconds));
    const hint =
      'Check that the address is right as seen from there, and that its sshd allows AllowTcpForwarding.';
    const why = `${via.target.address} does not forward to it (${messageOf(error)})`;
    throw via.explain(sshErrors.unreachable(target, why, hint, error));
  }
}
