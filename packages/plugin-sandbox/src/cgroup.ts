import { access, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasErrno } from './errno.js';
import { resourceName } from './names.js';

// If systemd runs, it makes the cgroup as part of a unit. This file is for machines without systemd, on which
// two hosts in one cgroup would take each other's services for their own.

/** Whether systemd runs this machine. */
export async function systemdRuns(): Promise<boolean> {
  return access('/run/systemd/system').then(
    () => true,
    () => false,
  );
}

/** Makes a cgroup for a host in each hierarchy that it needs; returns their folders. */
export async function ensureCgroups(id: string, memory: number | undefined): Promise<string[]> {
  const folders: string[] = [];
  for (const { path, controllers } of hierarchies(await readFile('/proc/self/mounts', 'utf8'))) {
    const tracks = controllers === undefined || controllers.includes('name=systemd');
    const limits = memory !== undefined && controllers?.includes('memory') === true;
    if (!tracks && !limits) continue;
    const folder = join(path, resourceName(id));
    await mkdir(folder, { recursive: true });
    folders.push(folder);
    if (memory === undefined) continue;
    for (const file of ['memory.max', 'memory.limit_in_bytes']) {
      // At most one of the two exists: none if the controller is in another hierarchy.
      await writeFile(join(folder, file), String(memory), { flag: 'r+' }).catch(ignore('ENOENT', 'EACCES'));
    }
  }
  return folders;
}

/** Removes a host's cgroups once its processes have ended. */
export async function removeCgroups(id: string): Promise<void> {
  for (const { path } of hierarchies(await readFile('/proc/self/mounts', 'utf8'))) {
    await removeTree(join(path, resourceName(id)));
  }
}

/** Mounted cgroup hierarchies; `controllers` is undefined for the unified one. */
export function hierarchies(mounts: string): { path: string; controllers?: string[] }[] {
  const found: { path: string; controllers?: string[] }[] = [];
  for (const line of mounts.split('\n')) {
    const [, path, type, options] = line.split(' ');
    if (path && type === 'cgroup2') found.push({ path });
    if (path && type === 'cgroup') found.push({ path, controllers: (options ?? '').split(',') });
  }
  return found;
}

async function removeTree(folder: string): Promise<void> {
  let entries: string[];
  try {
    const all = await readdir(folder, { withFileTypes: true });
    entries = all.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return;
    throw error;
  }
  for (const entry of entries) await removeTree(join(folder, entry));
  // The kernel reports it as busy for a moment after the last process died.
  for (let n = 0; n < 200; n++) {
    try {
      return await rmdir(folder);
    } catch (error) {
      if (hasErrno(error, 'ENOENT')) return;
      if (!hasErrno(error, 'EBUSY') || n === 199) throw error;
    }
    await delay(10);
  }
}

function ignore(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!hasErrno(error, ...codes)) throw error;
  };
}
