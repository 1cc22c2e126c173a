import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Host, SshOptions } from '@fck/core';
import { fakeHost } from './fake-host.js';

const SSHD = '/usr/sbin/sshd';

/** Why tests against a real sshd cannot run here; undefined if they can. */
export const noSshd = existsSync(SSHD) ? undefined : 'there is no /usr/sbin/sshd (install openssh-server)';

/** A temporary folder with keys, a home, and any number of sshds; `stop` removes all of it. */
export class SshLab {
  readonly dir = mkdtempSync(join(tmpdir(), 'fck-ssh-'));
  readonly home = join(this.dir, 'home');
  readonly knownHostsFile = join(this.dir, 'project', '.fck', 'known_hosts');
  readonly user = userInfo().username;
  readonly notices: string[] = [];
  readonly #running = new Set<ChildProcess>();

  constructor() {
    mkdirSync(join(this.home, '.ssh'), { recursive: true, mode: 0o700 });
    writeFileSync(join(this.dir, 'authorized_keys'), '');
    // An sshd that root runs requires it.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  }

  get context() {
    return {
      knownHostsFile: this.knownHostsFile,
      env: {},
      home: this.home,
      onNotice: (text: string) => void this.notices.push(text),
    };
  }

  path(...names: string[]): string {
    return join(this.dir, ...names);
  }

  /** Makes a key pair. */
  keygen(
    file: string,
    options: { type?: string; passphrase?: string; authorize?: boolean; args?: string[] } = {},
  ): string {
    const { type = 'ed25519', passphrase = '', authorize = true, args = [] } = options;
    const path = join(this.dir, file);
    rmSync(path, { force: true });
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', file, '-f', path, ...args]);
    if (authorize) this.authorize(readFileSync(`${path}.pub`, 'utf8'));
    return path;
  }

  authorize(publicKey: string): void {
    writeFileSync(join(this.dir, 'authorized_keys'), publicKey, { flag: 'a' });
  }

  /** Starts sshd on a free port of 127.0.0.1. */
  async sshd(options: { hostKeys: string[]; port?: number; config?: string[] }): Promise<Sshd> {
    if (noSshd) return new Sshd(0, spawn('true'));
    const port = options.port ?? (await freePort());
    const file = join(this.dir, `sshd-${port}.conf`);
    const lines = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      ...options.hostKeys.map((key) => `HostKey ${key}`),
      `AuthorizedKeysFile ${join(this.dir, 'authorized_keys')}`,
      `PidFile ${join(this.dir, `sshd-${port}.pid`)}`,
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'LogLevel VERBOSE',
      // Otherwise the user's own ~/.bashrc would run before each command.
      `SetEnv HOME=${this.home}`,
      'Subsystem sftp internal-sftp',
      ...(options.config ?? []),
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const child = spawn(SSHD, ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#running.add(child);
    const server = new Sshd(port, child);
    await server.logged(/Server listening/);
    return server;
  }

  /** Starts an agent with these keys; returns its socket. */
  async agent(...keys: string[]): Promise<string> {
    const socket = join(this.dir, `agent-${this.#running.size}`);
    const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#running.add(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.stdout?.resume();
    for (const key of keys)
      execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    return socket;
  }

  host(server: { port: number }, ssh: SshOptions = {}): Host {
    return fakeHost({
      name: 'web1',
      address: '127.0.0.1',
      user: this.user,
      transport: 'ssh',
      ssh: { port: server.port, ...ssh },
    });
  }

  async stop(): Promise<void> {
    for (const child of this.#running) {
      for (const pid of descendants(child.pid ?? 0)) kill(pid);
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** One running sshd and its log. */
export class Sshd {
  log = '';
  readonly #watchers = new Set<() => void>();

  constructor(
    readonly port: number,
    readonly child: ChildProcess,
  ) {
    child.stderr?.on('data', (chunk: Buffer) => {
      this.log += chunk.toString();
      for (const watcher of [...this.#watchers]) watcher();
    });
  }

  /** Waits for a line in its log. */
  async logged(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const ended = (): void => reject(new Error(`sshd ended: ${this.log}`));
      const check = (): void => {
        if (!pattern.test(this.log)) return;
        this.#watchers.delete(check);
        this.child.off('exit', ended);
        resolve();
      };
      this.child.once('exit', ended);
      this.#watchers.add(check);
      check();
    });
  }

  /** Cuts every connection, as a crash would. */
  cut(): void {
    for (const pid of descendants(this.child.pid ?? 0)) kill(pid);
  }

  /** Ends it and frees its port. */
  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.cut();
    this.child.kill('SIGKILL');
    await gone;
  }
}

function descendants(pid: number): number[] {
  try {
    const own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const children = own === '' ? [] : own.split(' ').map(Number);
    return [...children, ...children.flatMap(descendants)];
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ended already
  }
}

/**
 * A free port outside of the range from which the system assigns ports to other programs, which could take it before its use.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_768);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
