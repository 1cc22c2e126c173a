import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Channel, Host, Transport } from '@fck/core';
import { noSshd, type Sshd, SshLab } from '@fck/testing';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { connectSsh, type SshContext } from './connect-ssh.js';

export async function output(transport: Transport, command: string): Promise<string> {
  const channel = await transport.open(command);
  channel.stdin.end();
  return finish(channel);
}

export async function finish(channel: Channel): Promise<string> {
  channel.stderr.resume();
  const [out] = await Promise.all([text(channel.stdout), channel.exit]);
  return out;
}

/** Shared by tests against a real sshd. */
export interface SshBench {
  readonly lab: SshLab;
  /** Private files of the server's host keys. */
  readonly ed25519: string;
  readonly ecdsa: string;
  readonly rsa: string;
  /** A user's key that may log in. */
  readonly key: string;
  readonly server: Sshd;
  /** Connects, until the test is over. */
  connect(host: Host, context?: Partial<SshContext>): Promise<Transport>;
  /** The server as a host that the key opens. */
  mine(): Host;
  /** a known_hosts file that one test alone uses. */
  pins(name: string, ...lines: string[]): { knownHostsFile: string };
  publicKey(file: string): string;
}

/** Starts an sshd for the tests of one file, and ends it after them. */
export async function sshBench(): Promise<SshBench> {
  const lab = new SshLab();
  afterAll(() => lab.stop());
  // Hooks of skipped tests do not run.
  if (noSshd) await lab.stop();
  const hostKey = (type: string, ...args: string[]): string =>
    noSshd ? '' : lab.keygen(`host_${type}`, { type, authorize: false, args });
  const [ed25519, ecdsa, rsa] = [hostKey('ed25519'), hostKey('ecdsa'), hostKey('rsa', '-b', '2048')];
  const key = noSshd ? '' : lab.keygen('user_ed25519');
  const server = await lab.sshd({ hostKeys: [ed25519, ecdsa, rsa] });
  const open = new Set<Transport>();
  beforeEach(() => {
    lab.notices.length = 0;
  });
  afterEach(async () => {
    for (const transport of open) await transport.close();
    open.clear();
  });
  const connect = async (host: Host, context: Partial<SshContext> = {}): Promise<Transport> => {
    const transport = await connectSsh(host, { ...lab.context, ...context });
    open.add(transport);
    return transport;
  };
  const mine = () => lab.host(server, { identityFiles: [key] });
  /** a known_hosts file that this test alone uses. */
  const pins = (name: string, ...lines: string[]): { knownHostsFile: string } => {
    const knownHostsFile = lab.path(`pins-${name}`);
    if (lines.length > 0) writeFileSync(knownHostsFile, `${lines.join('\n')}\n`);
    return { knownHostsFile };
  };
  const publicKey = (file: string): string =>
    readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');

  return { lab, ed25519, ecdsa, rsa, key, server, connect, mine, pins, publicKey };
}
