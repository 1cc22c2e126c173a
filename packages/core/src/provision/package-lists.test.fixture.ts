import type { Facts } from '../api/facts.js';

/** Which packages of the catalogue a system's own repositories have. */
export interface PackageList {
  readonly facts: Pick<Facts, 'os' | 'osLike' | 'osVersion' | 'packageManager'>;
  /** Source of the list. */
  readonly source: string;
  /** Date on which the source was read. */
  readonly date: string;
  readonly has: readonly string[];
}

/** In main of each of these releases of Debian. */
const inDebian =
  'git git-lfs openssh-client curl ca-certificates wget rsync zstd unzip gcc libc6-dev g++ make pkg-config tmux htop python3 python3-dev python3-pip python3-venv python3-virtualenv nginx supervisor redis-server memcached nodejs npm default-mysql-client default-libmysqlclient-dev postgresql-client libpq-dev libjpeg62-turbo libjpeg-dev libffi-dev libssl-dev libxml2-dev libxslt1-dev policycoreutils-python-utils'.split(
    ' ',
  );

const debian = (osVersion: string, suite: string): PackageList => ({
  facts: { os: 'debian', osLike: [], osVersion, packageManager: 'apt' },
  source: `deb.debian.org/debian ${suite} main, amd64, by apt-cache policy`,
  date: '2026-11-30',
  has: inDebian,
});

const ubuntu = (osVersion: string, suite: string): PackageList => ({
  facts: { os: 'ubuntu', osLike: ['debian'], osVersion, packageManager: 'apt' },
  source: `archive.ubuntu.com/ubuntu ${suite} main universe, amd64, by apt-cache policy`,
  date: '2026-11-30',
  has: [...inDebian.filter((name) => name !== 'libjpeg62-turbo'), 'libjpeg-turbo8'],
});

/** Lists that were read. */
export const readLists: readonly PackageList[] = [
  debian('11', 'bullseye'),
  debian('12', 'bookworm'),
  debian('13', 'trixie'),
  ubuntu('22.04', 'jammy'),
  ubuntu('24.04', 'noble'),
];

/** Systems whose lists could not be read: the catalogue is trusted for them. */
export const believed: readonly PackageList['facts'][] = [
  { os: 'amzn', osLike: ['fedora'], osVersion: '2023', packageManager: 'dnf' },
  { os: 'rocky', osLike: ['rhel', 'centos', 'fedora'], osVersion: '8.10', packageManager: 'dnf' },
  { os: 'rocky', osLike: ['rhel', 'centos', 'fedora'], osVersion: '9.4', packageManager: 'dnf' },
  { os: 'rhel', osLike: ['fedora'], osVersion: '10.0', packageManager: 'dnf' },
  { os: 'fedora', osLike: [], osVersion: '43', packageManager: 'dnf' },
  { os: 'alpine', osLike: [], osVersion: '3.22', packageManager: 'apk' },
];
