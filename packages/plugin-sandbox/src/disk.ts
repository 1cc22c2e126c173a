import { access, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { sandboxErrors } from './errors.js';
import { isMounted } from './mounts.js';
import { run } from './process.js';
import { type Folders, type HostRecord, hostFolder, rootOf } from './state.js';

/** Mounts a host's file tree: the image as the lower layer, and this host's changes above it. */
export async function ensureDisk(folders: Folders, host: HostRecord): Promise<void> {
  const folder = hostFolder(folders, host.id);
  const root = rootOf(folders, host.id);
  const disk = join(folder, 'disk');
  await Promise.all([mkdir(root, { recursive: true }), mkdir(disk, { recursive: true })]);
  if (host.disk !== undefined) await ensureLimit(`${disk}.ext4`, disk, host.disk);
  const upper = join(disk, 'upper');
  const work = join(disk, 'work');
  await Promise.all([mkdir(upper, { recursive: true }), mkdir(work, { recursive: true })]);
  if (await isMounted(root)) return;
  await access(host.image).catch((cause: unknown) => {
    throw sandboxErrors.image(host.name, host.image, cause);
  });
  const options = `lowerdir=${host.image},upperdir=${upper},workdir=${work}`;
  await run(['mount', '-t', 'overlay', '-o', options, `fck-${host.id}`, root], {
    hint: `${folders.stateDir} must be on ext4, xfs, btrfs or tmpfs, not itself on an overlay as in a container, and have no "," or ":" in its path.`,
  });
}

/** A file system with its own size, so that the host's disk can be full while the machine's is not. */
async function ensureLimit(file: string, folder: string, size: number): Promise<void> {
  if (await isMounted(folder)) return;
  const handle = await open(file, 'a');
  const isNew = (await handle.stat()).size === 0;
  if (isNew) await handle.truncate(size);
  await handle.close();
  // A crash during mkfs leaves an unfurnished host, which is removed before it is made again.
  if (isNew) await run(['mkfs.ext4', '-q', '-F', '-m', '0', file]);
  await run(['mount', '-o', 'loop', file, folder]);
}
