import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SandboxHost } from '@fck/plugin-sandbox';

const execute = promisify(execFile);

/** Runs a command on a host, which must show the announced key. */
export async function ssh(folder: string, host: SandboxHost, command: string): Promise<string> {
  const known = join(folder, `known-${host.name}`);
  writeFileSync(known, host.hostKeys.map((key) => `${host.address} ${key}\n`).join(''));
  const options = [
    `UserKnownHostsFile=${known}`,
    'StrictHostKeyChecking=yes',
    'IdentitiesOnly=yes',
    'BatchMode=yes',
    'ConnectTimeout=10',
    'LogLevel=ERROR',
  ].flatMap((option) => ['-o', option]);
  const to = `${host.user}@${host.address}`;
  const { stdout } = await execute('ssh', ['-F', 'none', '-i', host.identityFile, ...options, to, command], {
    timeout: 120_000,
    maxBuffer: 1 << 24,
  });
  return stdout.trim();
}

/** Repeats a request until it gets the expected answer; an unreachable host gives none. */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      if (Date.now() > deadline) throw error;
      return undefined;
    });
    if (answer !== undefined && wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${String(answer)} after three minutes`);
    await delay(100);
  }
}

/** Calls the sandbox in another process; `line` resolves when the process reports a matching line. */
export function inAnotherProcess(action: 'up' | 'down', options: object, argument: unknown) {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('child.mjs', import.meta.url)),
      action,
      JSON.stringify(options),
      JSON.stringify(argument),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.stderr.on('data', (text) => (said += text));
  const line = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const check = () => pattern.test(said) && resolve();
      child.stdout.on('data', (text) => {
        said += text;
        check();
      });
      child.on('close', () => reject(new Error(`ended before it said ${pattern}:\n${said}`)));
    });
  return { line, ended, kill: () => killed(child, ended) };
}

async function killed(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}
