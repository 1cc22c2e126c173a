import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FckError, Secret } from '@fck/core';
import type { AnyAuthMethod } from 'ssh2';
import { NO_CERTIFICATES } from '../errors.js';
import { type AgentKey, agentKeys } from './agent.js';
import { type KeyFile, readKeyFile } from './key-file.js';

const DEFAULT_FILES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** Which keys may be used for a host. */
export interface AuthSources {
  readonly host: string;
  readonly user: string;
  /** From fck's own configuration: a file that cannot be used is an error. */
  readonly requiredFiles?: readonly string[] | undefined;
  /** From OpenSSH's configuration: a file that cannot be used is skipped, as OpenSSH does. */
  readonly optionalFiles?: readonly string[] | undefined;
  /** Certificates that OpenSSH would show. Errors name them if no key is accepted. */
  readonly certificateFiles?: readonly string[] | undefined;
  readonly passphrase?: Secret | undefined;
  readonly agent?: string | undefined;
  /** Use only the configured keys, though the agent has more. */
  readonly identitiesOnly: boolean;
  readonly home?: string | undefined;
}

/** The login attempts in order, and which keys were left out and why. */
export interface AuthPlan {
  readonly offers: readonly { readonly label: string; readonly method: AnyAuthMethod }[];
  readonly skipped: readonly string[];
}

/**
 * Plans how to log in: only keys that can work are offered, since each attempt costs a round trip and sshd allows six. Configured keys
 * come first, through the agent if it has them; then the agent's others. Without configured keys: the agent's, then the default files.
 *
 * @throws FckError `SSH_KEY_FILE`, `SSH_KEY_ENCRYPTED` for a required file that cannot be used.
 */
export async function planAuth(sources: AuthSources): Promise<AuthPlan> {
  const { requiredFiles = [], optionalFiles = [], host, passphrase } = sources;
  const named = [...requiredFiles, ...optionalFiles];
  const files =
    named.length > 0 ? named : DEFAULT_FILES.map((file) => join(sources.home ?? homedir(), '.ssh', file));
  const [{ keys: held, problem }, certificates, ...keys] = await Promise.all([
    agentKeys(sources.agent),
    certificatesAmong([...(sources.certificateFiles ?? []), ...files.map(certificateOf)]),
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
  skipped.push(...certificates.map((file) => `the certificate ${file}: ${NO_CERTIFICATES}`));
  return { offers, skipped };
}

/** Where ssh-keygen puts the certificate of a key. */
function certificateOf(file: string): string {
  return `${file.replace(/(-cert)?\.pub$/, '')}-cert.pub`;
}

/** The files that exist. */
async function certificatesAmong(files: readonly string[]): Promise<string[]> {
  const unique = [...new Set(files)];
  const there = await Promise.all(
    unique.map((file) =>
      stat(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return unique.filter((_, index) => there[index]);
}

function holds(candidate: AgentKey, file: KeyFile): boolean {
  const publicKey = file.kind === 'key' ? file.key.getPublicSSH() : file.publicKey;
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
