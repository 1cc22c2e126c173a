import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { type FckError, messageOf } from '@fck/core';
import { type SshTarget, sshErrors } from '../errors.js';

/** A byte stream to a machine's sshd, and what is known when it breaks. */
export interface SshSocket {
  readonly stream: Duplex;
  /** What the server or a ProxyCommand printed before the stream broke. */
  stderrTail(): string;
}

/**
 * Connects by TCP. The socket is our own because ssh2's leaves Nagle's algorithm on, which costs 40 ms a command.
 *
 * @throws FckError `SSH_UNREACHABLE`.
 */
export function tcpSocket(target: SshTarget, seconds: number, signal?: AbortSignal): Promise<SshSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.address, port: target.port, noDelay: true });
    const timer = setTimeout(() => fail(timeoutError(target, seconds)), seconds * 1000);
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.off('error', refused);
    };
    const fail = (error: unknown): void => {
      done();
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const abort = (): void => fail(signal?.reason);
    const refused = (error: Error): void => fail(unreachable(target, error));
    socket.once('error', refused);
    socket.once('connect', () => {
      done();
      resolve({ stream: socket, stderrTail: () => '' });
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Runs a ProxyCommand and speaks through its standard input and output. */
export function commandSocket(command: string): SshSocket {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { detached: true, stdio: 'pipe' });
  let stderrTail = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderrTail = `${stderrTail}${chunk}`.slice(-1000);
  });
  child.on('error', (error) => {
    stderrTail = error.message;
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  stream.once('close', () => endGroup(child.pid));
  child.once('close', (code, signal) => {
    stderrTail ||= code === 0 ? '' : `the ProxyCommand ended with ${code ?? signal}`;
    stream.destroy();
  });
  return { stream, stderrTail: () => stderrTail.trim() };
}

/** Ends a process and its children; a process that has already ended is fine. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended.
  }
}

/** The error for no answer in time. */
export function timeoutError(target: SshTarget, seconds: number): FckError {
  return sshErrors.unreachable(
    target,
    `no answer within ${seconds} s`,
    'Check that it is up, and that no firewall or security group drops the packets; raise `ssh: {connect_timeout: …}` for slow ones.',
  );
}

function unreachable(target: SshTarget, error: Error): Error {
  const code = 'code' in error ? String(error.code) : '';
  const [why, hint] = REASONS[code] ?? [messageOf(error) || code, 'Check the address and the network.'];
  return sshErrors.unreachable(target, why, hint, error);
}

const REASONS: Record<string, readonly [why: string, hint: string]> = {
  ECONNREFUSED: [
    'the port refuses connections',
    'Check that sshd runs there, and on this port: `ssh: {port: …}`.',
  ],
  EHOSTUNREACH: [
    'there is no route to it',
    'Check that it is up, and the network, VPN or jump host on the way.',
  ],
  ENETUNREACH: ['there is no route to its network', 'Check the network, VPN or jump host on the way.'],
  ENOTFOUND: ['its name is not known', 'Check the spelling of the address, and the DNS.'],
  EAI_AGAIN: ['its name could not be looked up', 'Check the DNS of this machine.'],
  ETIMEDOUT: [
    'no answer came',
    'Check that it is up, and that no firewall or security group drops the packets.',
  ],
};
