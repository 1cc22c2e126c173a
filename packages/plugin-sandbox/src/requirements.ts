import { access, constants, readFile } from 'node:fs/promises';
import { hasErrno } from './errno.js';
import { sandboxErrors } from './errors.js';
import { archiveKeyring } from './package-access/apt-sources.js';
import { attempt, run } from './process.js';
import { type Distribution, distributionOf, type OnProgress, type Suite } from './spec.js';

/** Program -> the package that contains it. */
const programs: Record<string, string> = {
  mmdebstrap: 'mmdebstrap',
  'systemd-nspawn': 'systemd-container',
  ip: 'iproute2',
  iptables: 'iptables',
  'iptables-restore': 'iptables',
  'ssh-keygen': 'openssh-client',
  tar: 'tar',
  mount: 'mount',
  'mkfs.ext4': 'e2fsprogs',
  setpriv: 'util-linux',
  unshare: 'util-linux',
  chroot: 'coreutils',
};

/**
 * Makes sure that this machine can run hosts of these releases. Reports missing programs, or installs them if allowed.
 */
export async function requireMachine(
  installMissing: boolean,
  suites: readonly Suite[],
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<Distribution> {
  if (process.platform !== 'linux') {
    throw sandboxErrors.platform(process.platform);
  }
  const distribution = parseOsRelease(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  requireRoot();
  const missing = await missingPackages();
  missing.push(...(await missingKeyrings(distribution, suites)));
  if (missing.length === 0) return distribution;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (!installMissing) {
    throw sandboxErrors.tools(missing, command);
  }
  onProgress(`installing ${missing.join(', ')} on this machine`);
  const options = {
    timeout: 10 * 60_000,
    signal,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    hint: `Install by hand: apt-get update && ${command}`,
  };
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...missing] as const;
  if ((await attempt(install, options)).status !== 0) {
    // Package lists may be old, or absent as in a minimal image.
    await run(['apt-get', 'update'], options);
    await run(install, options);
  }
  return distribution;
}

/** Refuses any user but root: only root may make namespaces, mounts and bridges. */
export function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw sandboxErrors.root();
}

/** Reads /etc/os-release; refuses systems other than Debian, Ubuntu and their derivatives. */
export function parseOsRelease(text: string): Distribution {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(["']?)(.*)\2$/.exec(line.trim());
    if (match?.[1] !== undefined) fields.set(match[1], match[3] ?? '');
  }
  const family = [fields.get('ID'), ...(fields.get('ID_LIKE') ?? '').split(' ')];
  const id = family.includes('ubuntu') ? 'ubuntu' : family.includes('debian') ? 'debian' : undefined;
  if (!id) {
    throw sandboxErrors.distribution(fields.get('PRETTY_NAME'));
  }
  // Debian's testing and unstable name no release in some images.
  const named =
    fields.get('UBUNTU_CODENAME') ?? fields.get('DEBIAN_CODENAME') ?? fields.get('VERSION_CODENAME');
  return { id, suite: named || (id === 'debian' ? 'bookworm' : 'noble') };
}

async function missingPackages(): Promise<string[]> {
  const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', ...(process.env.PATH ?? '').split(':')];
  const missing = new Set<string>();
  for (const [program, from] of Object.entries(programs)) {
    const found = await Promise.all(folders.map((folder) => isExecutable(`${folder}/${program}`)));
    if (!found.includes(true)) missing.add(from);
  }
  return [...missing];
}

/** The packages with the keys that verify packages of other releases. */
async function missingKeyrings(machine: Distribution, suites: readonly Suite[]): Promise<string[]> {
  const foreign = suites.filter((suite) => suite !== machine.suite).map(distributionOf);
  const missing: string[] = [];
  for (const id of new Set(foreign)) {
    const keyring = archiveKeyring(id);
    if (await isReadable(keyring)) continue;
    if (id === 'ubuntu' && machine.id === 'debian') throw sandboxErrors.keyring(keyring);
    missing.push(id === 'ubuntu' ? 'ubuntu-keyring' : 'debian-archive-keyring');
  }
  return missing;
}

function isExecutable(path: string): Promise<boolean> {
  return isAccessible(path, constants.X_OK);
}

function isReadable(path: string): Promise<boolean> {
  return isAccessible(path, constants.R_OK);
}

async function isAccessible(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'EACCES', 'ENOTDIR')) return false;
    throw error;
  }
}
