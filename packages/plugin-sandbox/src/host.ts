import { readdir, rmdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { answers, boot, carrier, halt } from './boot.js';
import { ensureCable, removeCable } from './cable.js';
import { ensureDisk } from './disk.js';
import { hasErrno } from './errno.js';
import { sandboxErrors } from './errors.js';
import { furnish } from './furnish.js';
import { identityFile } from './identity.js';
import { unmountUnder } from './mounts.js';
import type { PackageAccess } from './package-access/package-access.js';
import { attempt, run } from './process.js';
import type { OnProgress, SandboxHost } from './spec.js';
import {
  type Folders,
  type HostRecord,
  hostFolder,
  makeHostFolder,
  type NetworkRecord,
  OWN_MARK,
  projectInMark,
  readHost,
  writeHost,
} from './state.js';

/** The settings that hosts are made with. */
export interface Means {
  folders: Folders;
  network: NetworkRecord;
  access: PackageAccess;
  authorizedKey: string;
  onProgress: OnProgress;
  signal?: AbortSignal | undefined;
}

/** Brings up a recorded host, from whatever state it is in. */
export async function raise(record: HostRecord, means: Means): Promise<SandboxHost> {
  const { folders, onProgress, signal } = means;
  let host = record;
  signal?.throwIfAborted();
  if ((await carrier(folders, host.id)) === undefined) {
    onProgress(`${host.name}: ${host.made ? 'starting' : 'making'}`);
    await ensureDisk(folders, host);
    if (!host.made) {
      const hostKeys = await furnish(folders, host, means.network, means.access, means.authorizedKey);
      host = { ...host, hostKeys, made: true };
      await writeHost(folders, host);
    }
    await halt(folders, host.id); // remains of an interrupted run
    await ensureCable(host, means.network);
    signal?.throwIfAborted();
    await boot(folders, host);
  }
  await answers(folders, host, signal);
  onProgress(`${host.name}: up at ${host.address}`);
  return describe(folders, host);
}

/** Records a host before it is made; first removes what an interrupted attempt left. */
export async function record(folders: Folders, host: HostRecord): Promise<void> {
  const folder = hostFolder(folders, host.id);
  if ((await projectOf(folders, host.id)) !== undefined) await remove(folders, host.id);
  else if (!(await isFree(folder))) throw sandboxErrors.foreign(folder, host.name);
  await makeHostFolder(folders, host);
  await writeHost(folders, host);
}

/** The project that the folder of an id belongs to; undefined if it is not ours: unknown folders are never touched. */
export async function projectOf(folders: Folders, id: string): Promise<string | undefined> {
  return (await readHost(folders, id))?.project ?? (await projectInMark(folders, id));
}

/** Whether a folder does not exist or is empty, as a crash may leave it. */
export async function isFree(folder: string): Promise<boolean> {
  try {
    if ((await readdir(folder)).length > 0) return false;
    await rmdir(folder);
    return true;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return true;
    if (hasErrno(error, 'ENOTDIR', 'ENOTEMPTY')) return false;
    throw error;
  }
}

/** Removes everything that a host of this id can have. Its folder is removed last: while it exists, removal is tried again. */
export async function remove(folders: Folders, id: string): Promise<void> {
  const folder = hostFolder(folders, id);
  await halt(folders, id);
  await unmountUnder(folder);
  await removeCable(id);
  await removeFolder(folder);
}

/**
 * Programs of a killed run may still be writing: they end within moments, and then the folder stays empty. The mark is removed
 * last, so that the folder is known to be ours until then.
 */
async function removeFolder(folder: string): Promise<void> {
  // Not Node's rm: a host may have made paths too long for it. Mounted file systems are never entered.
  const script = `for entry in "$1"/* "$1"/.[!.]*; do
  case "\${entry##*/}" in host.json|${OWN_MARK}) ;; *) rm -rf --one-file-system -- "$entry" || exit ;; esac
done; rm -rf --one-file-system -- "$1"`;
  const order = ['sh', '-c', script, 'sh', folder] as const;
  for (let attempts = 0; attempts < 20; attempts += 1) {
    const { status } = await attempt(order, { timeout: 10 * 60_000 });
    if (status === 0) return;
    await delay(250);
  }
  await run(order, { timeout: 10 * 60_000 });
}

/** The public data of a host. */
export async function describe(folders: Folders, host: HostRecord): Promise<SandboxHost> {
  const pid = await carrier(folders, host.id);
  return {
    name: host.name,
    project: host.project,
    role: host.role,
    user: host.user,
    address: host.address,
    port: 22,
    identityFile: identityFile(folders),
    hostKeys: host.hostKeys,
    ...(pid === undefined ? {} : { pid }),
    state: pid === undefined ? 'stopped' : 'running',
  };
}
