import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { once, shellProgram } from '@fck/core';
import { generateKey } from './identity.js';
import { type PackageAccess, textsForHost } from './package-access/package-access.js';
import { run } from './process.js';
import { plant, ROOT_PATH, writeSeed } from './seed.js';
import { type Folders, type HostRecord, hostFolder, type NetworkRecord, rootOf } from './state.js';

const makeUser = once(() => shellProgram(new URL('../shell/make-user.sh', import.meta.url)).text);

/** Writes the files of this host (name, keys, network) into its new tree; returns its public keys. */
export async function furnish(
  folders: Folders,
  host: HostRecord,
  network: NetworkRecord,
  access: PackageAccess,
  authorizedKey: string,
): Promise<string[]> {
  const root = rootOf(folders, host.id);
  const seed = join(hostFolder(folders, host.id), 'seed');
  await mkdir(join(seed, 'etc/ssh'), { recursive: true });
  const texts = new Map([
    ...textsForHost(access, network, host.name),
    ['/etc/hostname', `${host.name}\n`],
    ['/etc/machine-id', `${randomBytes(16).toString('hex')}\n`],
  ]);
  await writeSeed(seed, texts, access.copies);
  const key = await generateKey(join(seed, 'etc/ssh/ssh_host_ed25519_key'), '');
  await plant(seed, root);
  await run(['chroot', root, '/bin/sh', '-euc', makeUser(), 'sh', host.user, ROOT_PATH], {
    input: `${authorizedKey}\n`,
  });
  await rm(seed, { recursive: true });
  return [key];
}
