import { createHash } from 'node:crypto';
import type { PackageAccess } from './package-access/package-access.js';
import type { Distribution } from './spec.js';

/** Everything that an image is made from: equal recipes make equal images. */
export interface Recipe {
  distribution: Distribution;
  architecture: string;
  packages: string[];
  sources: string;
  files: Record<string, string>;
  masked: string[];
  preparation?: Preparation;
}

/** The content of a script that changes the root of an image. Its path is not part of the recipe. */
export interface Preparation {
  text: string;
  args: string[];
}

/**
 * Packages that every host needs: an init, a login, Python for fck's programs, and no more. Packages that provisioning installs
 * must be absent, or a test would not notice that they are never installed.
 */
const basePackages = [
  'ca-certificates',
  'dbus',
  'iproute2',
  'iputils-ping',
  'netbase',
  'openssh-server',
  'procps',
  'python3',
  'sudo',
  'systemd',
  'systemd-sysv',
];

const files: Record<string, string> = {
  // The DNS names of clients are unknown here, and looking them up delays each login.
  '/etc/ssh/sshd_config.d/10-sandbox.conf': [
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'HostKey /etc/ssh/ssh_host_ed25519_key',
    'UseDNS no',
    'PrintMotd no',
    '',
  ].join('\n'),
  // Smaller package lists: they are part of the image.
  '/etc/apt/apt.conf.d/80sandbox': 'Acquire::GzipIndexes "true";\nAcquire::Languages "none";\n',
};

/** Units that hosts do not need. The apt timers would take the apt lock at unpredictable moments. */
const masked = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'apt-news.service',
  'console-getty.service',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'esm-cache.service',
  'fstrim.timer',
  'getty@tty1.service',
  'man-db.timer',
  'motd-news.timer',
  'systemd-networkd-wait-online.service',
  'systemd-resolved.service',
  'unattended-upgrades.service',
];

/** The recipe for hosts with these packages beside the usual ones. */
export function makeRecipe(
  distribution: Distribution,
  access: PackageAccess,
  extra: readonly string[],
  preparation?: Preparation,
): Recipe {
  return {
    distribution,
    architecture: process.arch,
    // On Ubuntu, apt is not an essential package.
    packages: [
      ...new Set([...basePackages, ...(distribution.id === 'ubuntu' ? ['apt'] : []), ...extra]),
    ].sort(),
    sources: access.apt.sources,
    files,
    masked,
    ...(preparation === undefined ? {} : { preparation }),
  };
}

/** Name of the image that a recipe makes. */
export function recipeName(recipe: Recipe): string {
  const hash = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
  return `${recipe.distribution.suite}-${hash}`;
}

/** The command that makes a root from a recipe. */
export function mmdebstrapCommand(
  recipe: Recipe,
  root: string,
  sourcesFile: string,
  settings: readonly string[],
): [string, ...string[]] {
  return [
    'mmdebstrap',
    '--mode=root',
    '--format=directory',
    '--variant=minbase',
    `--include=${recipe.packages.join(',')}`,
    // A failed image is deleted, so nothing needs to be durable before the end.
    '--dpkgopt=force-unsafe-io',
    ...['doc', 'man', 'locale', 'info'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
    ...[...settings, 'Acquire::Languages "none";', 'Acquire::GzipIndexes "true";'].map(
      (line) => `--aptopt=${line}`,
    ),
    // With the lists in the image, a host can install at once.
    '--skip=cleanup/apt/lists',
    '--setup-hook=for f in auth.conf auth.conf.d; do if [ -e "/etc/apt/$f" ]; then mkdir -p "$1/etc/apt"; cp -a "/etc/apt/$f" "$1/etc/apt/"; fi; done',
    recipe.distribution.suite,
    root,
    sourcesFile,
  ];
}
