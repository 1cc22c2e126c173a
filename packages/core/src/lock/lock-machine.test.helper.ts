import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Channel } from '../api/transport.js';
import { type Command, quote } from '../command/command.js';
import type { HeldLock } from '../errors/lock.js';
import { fenced } from '../remote/fence.js';
import { localTransport } from '../transport/local.js';
import { WarmShell } from '../transport/shell/warm-shell.js';
import { lockRequest } from './lock-channel.js';
import { type LockAnswer, LockHolder } from './lock-holder.js';
import { describeLock, type HolderClaim, holdLock, keepLock } from './lock-program.js';
import { parseLock } from './lock-state.js';

/** The programs that hold a run's lock. On one machine, runs may use both. */
export const holderKinds = ['helper', 'shell'] as const;
export type HolderKind = (typeof holderKinds)[number];

/** A folder in place of a machine's root folder; real programs hold the lock there. */
export class LockMachine {
  readonly root: string;
  readonly journal: string;
  readonly #folder: string;
  readonly #kind: HolderKind;
  readonly #transport = localTransport();
  #shell: WarmShell | undefined;

  constructor(kind: HolderKind) {
    this.#kind = kind;
    this.#folder = mkdtempSync(join(tmpdir(), 'fck-lock-'));
    this.root = join(this.#folder, 'www');
    this.journal = join(this.#folder, 'journal.ndjson');
    onTestFinished(() => rmSync(this.#folder, { recursive: true, force: true }));
  }

  /** Requests the lock as a run does. `leave` ends the run without a release, as a kill does. */
  async hold(
    run: string,
    { adopt = false, kind = this.#kind } = {},
  ): Promise<LockAnswer & { leave(): Promise<void> }> {
    const channel = await this.#open(kind, {
      ...this.#claim(run),
      adopt,
      project: join(this.root, 'shop'),
      journal: this.journal,
      abandoned: `"run":"${run}","result":"abandoned"}`,
    });
    const answer = await LockHolder.start(channel, 'web-1');
    return {
      ...answer,
      leave: async () => {
        channel.stdin.end();
        await channel.exit;
      },
    };
  }

  /** Takes the lock by hand. */
  keep(run: string): string {
    return this.#sh(keepLock(this.#claim(run)));
  }

  /** Who holds the lock. */
  held(): HeldLock | undefined {
    return parseLock(this.#sh(describeLock(this.root)));
  }

  /** A step of a run. */
  step(run: string, script: string): ChildProcessWithoutNullStreams {
    const line = fenced(`sh -c ${quote(script)}`, { root: this.root, run });
    return spawn('sh', ['-c', line], { stdio: 'pipe', detached: true });
  }

  /** A step that has begun and runs until it is ended: it does not notice that its run is gone. */
  async longStep(run: string): Promise<{ end(): Promise<void> }> {
    const step = this.step(run, 'echo begun; read -r line');
    await once(step.stdout, 'data');
    return {
      end: async () => {
        step.stdin.end();
        await once(step, 'close');
      },
    };
  }

  /** Sets the age of the heartbeat, in seconds. */
  age(seconds: number): void {
    const [uptime = '0'] = execFileSync('cat', ['/proc/uptime'], { encoding: 'utf8' }).split('.');
    const boot = execFileSync('cat', ['/proc/sys/kernel/random/boot_id'], { encoding: 'utf8' }).trim();
    writeFileSync(join(this.root, '.lock/heartbeat'), `${boot} ${Number(uptime) - seconds}\n`);
  }

  async #open(kind: HolderKind, claim: HolderClaim): Promise<Channel> {
    if (kind === 'shell') return this.#transport.open(`sh -c ${quote(holdLock(claim).text)}`);
    if (!this.#shell) {
      const shell = WarmShell.open(this.#transport, { command: 'sh' });
      this.#shell = shell;
      onTestFinished(() => shell.close());
    }
    const helper = await this.#shell.helper();
    if (!helper) throw new Error('this machine has no Python for a helper');
    return helper.open(lockRequest(claim));
  }

  #claim(run: string) {
    const about = JSON.stringify({ owner: 'ann@laptop', project: 'shop', purpose: `it's ${run}` });
    const holder = `${run}-${Math.random().toString(36).slice(2)}`;
    return { root: this.root, run, holder, about, login: userInfo().username };
  }

  #sh(program: Command): string {
    return execFileSync('sh', ['-c', program.text], { encoding: 'utf8' });
  }
}

/** The exit of a step. */
export async function ended(
  step: ChildProcessWithoutNullStreams,
): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  step.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(step, 'close');
  return { code, stderr };
}
