import { randomBytes } from 'node:crypto';
import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generateKey } from './identity.js';
import { type PackageAccess, textsForHost } from './package-access/package-access.js';
import { run } from './process.js';
import { type Folders, type HostRecord, hostFolder, type NetworkRecord, rootOf } from './state.js';

/** The script that makes the login user; its arguments are the user, and on stdin the key. */
const makeUser = `
umask 077
if [ "$1" != root ]; then
  useradd --create-home --shell /bin/bash "$1"
  printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\\n' "$1" > /etc/sudoers.d/90-sandbox
  chmod 440 /etc/sudoers.d/90-sandbox
fi
home=$(getent passwd "$1" | cut -d: -f6)
mkdir -p "$home/.ssh"
cat > "$home/.ssh/authorized_keys"
chown -R "$1:" "$home/.ssh"
`;

/** Puts into a new host's tree what makes it this host; gives its public keys. */
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
  for (const [path, text] of texts) {
    await mkdir(dirname(join(seed, path)), { recursive: true });
    await writeFile(join(seed, path), text, { mode: 0o644 });
  }
  for (const path of access.copies) {
    const found = await stat(path).catch(() => undefined);
    if (!found) continue;
    // A single file may be a link to one that a host has not; a folder of certificates is full of good ones.
    const links = found.isFile() ? { dereference: true } : { verbatimSymlinks: true };
    await cp(path, join(seed, path), { recursive: true, ...links });
  }
  const key = await generateKey(join(seed, 'etc/ssh/ssh_host_ed25519_key'), '');
  await plant(seed, root);
  await run(['chroot', root, 'sh', '-euc', makeUser, 'sh', host.user], { input: `${authorizedKey}\n` });
  await rm(seed, { recursive: true });
  return [key];
}

/** Copies a tree into a root from inside that root, so that no link there leads out of it. */
async function plant(seed: string, root: string): Promise<void> {
  const archive = `${seed}.tar`;
  await run(['tar', '-C', seed, '--owner=0', '--group=0', '-cf', archive, '.']);
  const script = 'exec tar -C / --no-overwrite-dir --keep-directory-symlink -xpf -';
  // Standard input is opened here and used there, where the archive has no name.
  await run(['sh', '-euc', 'exec chroot "$1" sh -euc "$2" < "$3"', 'sh', root, script, archive]);
  await rm(archive);
}
