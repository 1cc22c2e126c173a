import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { generateKey } from './identity.js';
import { type PackageAccess, textsForHost } from './package-access/package-access.js';
import { run } from './process.js';
import { plant, ROOT_PATH, writeSeed } from './seed.js';
import { type Folders, type HostRecord, hostFolder, type NetworkRecord, rootOf } from './state.js';

/** The script that makes the login user: the user is its argument, the key is read from stdin. */
const makeUser = `
PATH=${ROOT_PATH}
umask 077
if [ "$1" != root ]; then
  # A preparation chooses another shell by \`useradd --defaults --shell\`; /bin/sh is what Debian has there.
  shell=$(sed -n 's/^SHELL=//p' /etc/default/useradd | tail -n 1)
  case "$shell" in ''|/bin/sh) shell=/bin/bash ;; esac
  useradd --create-home --shell "$shell" "$1"
  printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\\n' "$1" > /etc/sudoers.d/90-sandbox
  chmod 440 /etc/sudoers.d/90-sandbox
fi
home=$(getent passwd "$1" | cut -d: -f6)
mkdir -p "$home/.ssh"
cat > "$home/.ssh/authorized_keys"
chown -R "$1:" "$home/.ssh"
`;

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
  await run(['chroot', root, '/bin/sh', '-euc', makeUser, 'sh', host.user], { input: `${authorizedKey}\n` });
  await rm(seed, { recursive: true });
  return [key];
}
