import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AnyAuthMethod } from 'ssh2';
import type { Secret } from '../command/secret.js';
import type { FckError } from '../errors/fck-error.js';
import { type AgentKey, agentKeys } from './ssh-agent.js';
import { type KeyFile, readKeyFile } from './ssh-key-file.js';

const DEFAULT_FILES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** Which keys may be used for a host. */
export interface AuthSources {
  readonly host: string;
  readonly user: string;
  /** Named for this host in fck's own configuration: one that cannot be used is an error. */
  readonly requiredFiles?: readonly string[] | undefined;
  /** Named in OpenSSH's configuration: one that cannot be used is passed over, as OpenSSH does. */
  readonly optionalFiles?: readonly string[] | undefined;
  readonly passphrase?: Secret | undefined;
  readonly agent?: string | undefined;
  /** Use the named keys only, though the agent has more. */
  readonly identitiesOnly: boolean;
  readonly home?: string | undefined;
}

/** The attempts at logging in, in their order, and what was left out and why. */
export interface AuthPlan {
  readonly offers: readonly { readonly label: string; readonly method: AnyAuthMethod }[];
  readonly skipped: readonly string[];
}

/**
 * Plans how to log in: only what can work is offered, since each attempt costs a round trip and sshd allows six. Named keys come first,
 * by the agent if it holds them; then the agent's others; without named keys, the agent's before the default files.
 *
 * @throws FckError `SSH_KEY_FILE`, `SSH_KEY_ENCRYPTED` for a required file that cannot be used.
 */
export async function planAuth(sources: AuthSources): Promise<AuthPlan> {
  const { requiredFiles = [], optionalFiles = [], host, passphrase } = sources;
  const named = [...requiredFiles, ...optionalFiles];
  const files =
    named.length > 0 ? named : DEFAULT_FILES.map((file) => join(sources.home ?? homedir(), '.ssh', file));
  const [{ keys: held, problem }, ...keys] = await Promise.all([
    agentKeys(sources.agent),
    ...[...new Set(files)].map((file) => readKeyFile(file, passphrase, host)),
  ]);

  const unused = new Set(held);
  const skipped: string[] = problem === undefined ? [] : [problem];
  const fromFiles = keys.flatMap((key) => {
    const same = held.find((candidate) => holds(candidate, key));
    if (same) {
      unused.delete(same);
      return [offerAgent(same, sources.user)];
    }
    if (key.kind === 'key') return [offerFile(key, sources.user)];
    if (requiredFiles.includes(key.file)) throw key.problem;
    if (key.kind === 'locked' || !key.missing) skipped.push(reason(key.problem));
    return [];
  });
  const fromAgent =
    sources.identitiesOnly && named.length > 0 ? [] : [...unused].map((key) => offerAgent(key, sources.user));
  const offers = named.length > 0 ? [...fromFiles, ...fromAgent] : [...fromAgent, ...fromFiles];
  return { offers, skipped };
}

function holds(candidate: AgentKey, file: KeyFile): boolean {
  const publicKey =
    file.kind === 'key' ? file.key.getPublicSSH() : file.kind === 'locked' ? file.publicKey : undefined;
  return publicKey !== undefined && candidate.publicKey.equals(publicKey);
}

function offerAgent(key: AgentKey, username: string): AuthPlan['offers'][number] {
  return { label: key.label, method: { type: 'agent', username, agent: key.agent } };
}

function offerFile(file: KeyFile & { kind: 'key' }, username: string): AuthPlan['offers'][number] {
  return { label: file.label, method: { type: 'publickey', username, key: file.key } };
}

function reason(problem: FckError): string {
  return problem.message.replace(/\.$/, '');
}
