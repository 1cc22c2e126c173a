import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, open, readFile, rm, stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines, once as onFirstUse, shellProgram } from '@fck/core';
import { processesOnCable } from './cable.js';
import { ensureCgroups, removeCgroups, systemdRuns } from './cgroup.js';
import { sandboxErrors } from './errors.js';
import { resourceName } from './names.js';
import { attempt, run } from './process.js';
import { killAll, processesWithArgument } from './processes.js';
import { type Folders, type HostRecord, hostFolder, rootOf } from './state.js';

const launch = onFirstUse(() => shellProgram(new URL('../shell/launch.sh', import.meta.url)).text);

// On a real host /tmp is as large as the disk.
const settings = { SYSTEMD_NSPAWN_TMPFS_TMP: '0' };

/** Boots a host whose disk and cable exist. The host keeps running when this process ends. */
export async function boot(folders: Folders, host: HostRecord): Promise<void> {
  const log = join(hostFolder(folders, host.id), 'console.log');
  const command = await nspawnCommand(folders, host);
  if (await systemdRuns()) {
    const unit = resourceName(host.id);
    const properties = [
      'Delegate=yes',
      'KillMode=mixed',
      'RestartForceExitStatus=133',
      'SuccessExitStatus=133',
      'TasksMax=16384',
      `StandardOutput=append:${log}`,
      `StandardError=append:${log}`,
      ...(host.memory === undefined ? [] : [`MemoryMax=${host.memory}`]),
    ];
    const options = properties.map((property) => `--property=${property}`);
    const environment = Object.entries(settings).map(([name, value]) => `--setenv=${name}=${value}`);
    await run([
      'systemd-run',
      '--quiet',
      '--collect',
      `--unit=${unit}`,
      ...options,
      ...environment,
      ...command,
    ]);
    return;
  }
  const cgroups = await ensureCgroups(host.id, host.memory);
  const output = await open(log, 'a', 0o600);
  const child = spawn('sh', ['-c', launch(), 'sh', ...cgroups, '--', ...command], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', output.fd, output.fd],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', ...settings },
  });
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error))]);
  child.unref();
  await output.close();
}

async function nspawnCommand(folders: Folders, host: HostRecord): Promise<[string, ...string[]]> {
  const name = resourceName(host.id);
  const binds: string[] = [];
  for (const path of host.binds) {
    // Folders that were removed from the machine since then do not prevent a boot.
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      binds.push(`--bind-ro=${path.replaceAll(/[\\:]/g, '\\$&')}`);
  }
  return [
    'systemd-nspawn',
    '--quiet',
    rootArgument(folders, host.id),
    '--boot',
    '--register=no',
    '--keep-unit',
    '--settings=no',
    `--machine=${name}`,
    `--hostname=${host.name}`,
    `--network-namespace-path=/run/netns/${name}`,
    // It has its own network, so it may have a firewall.
    '--capability=CAP_NET_ADMIN',
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
    '--console=read-only',
    ...binds,
  ];
}

/** The process that runs a host: systemd-nspawn, or between two boots the loop that starts it. */
export async function carrier(folders: Folders, id: string): Promise<number | undefined> {
  const found = await processesWithArgument(rootArgument(folders, id));
  const nspawn = found.find(({ argv }) => argv[0]?.endsWith('systemd-nspawn'));
  return (nspawn ?? found[0])?.pid;
}

/** Kills all processes of a host at once: it has no data that needs an orderly shutdown. */
export async function halt(folders: Folders, id: string): Promise<void> {
  if (await systemdRuns()) {
    const unit = `${resourceName(id)}.service`;
    await attempt(['systemctl', 'kill', '--signal=KILL', unit]);
    await attempt(['systemctl', 'stop', unit]);
    await attempt(['systemctl', 'reset-failed', unit]);
  }
  const find = async () => {
    const found = await processesWithArgument(rootArgument(folders, id));
    return found.length > 0 ? found.map(({ pid }) => pid) : processesOnCable(id);
  };
  await killAll(find, `host ${id}`);
  await removeCgroups(id);
  await forgetLock(rootOf(folders, id));
  await rm(`/run/systemd/nspawn/propagate/${resourceName(id)}`, { recursive: true, force: true });
}

/** Removes the lock that systemd-nspawn leaves when it is killed; the lock is named after the locked root. */
async function forgetLock(root: string): Promise<void> {
  const found = await stat(root).catch(() => undefined);
  if (found) await rm(`/run/systemd/nspawn/locks/inode-${found.dev}:${found.ino}`, { force: true });
}

/** Waits until a host's sshd sends its banner. */
export async function answers(folders: Folders, host: HostRecord, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    signal?.throwIfAborted();
    if (await hasBanner(host.address)) return;
    const alive = (await carrier(folders, host.id)) !== undefined;
    if (!alive || Date.now() > deadline) {
      const log = join(hostFolder(folders, host.id), 'console.log');
      const tail = lastLines((await readFile(log, 'utf8').catch(() => '')).trim(), 15).replaceAll(
        '\n',
        '\n  ',
      );
      throw sandboxErrors.boot(
        `${host.name} (${host.address})`,
        `${alive ? 'does not answer on port 22' : 'ended while it booted'}:\n  ${tail}`,
        log,
      );
    }
    await delay(25);
  }
}

function hasBanner(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port: 22 });
    let said = '';
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (data) => {
      said += data;
      if (said.length >= 4) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(said.startsWith('SSH-')));
  });
}

function rootArgument(folders: Folders, id: string): string {
  return `--directory=${rootOf(folders, id)}`;
}
