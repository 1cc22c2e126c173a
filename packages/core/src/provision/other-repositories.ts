import type { Facts } from '../api/facts.js';

/** A repository that is not enabled by default. */
interface OtherRepository {
  readonly name: string;
  /** Packages of the catalogue that are known to be in it. */
  readonly has: readonly string[];
  /** How an administrator of the system adds it. */
  readonly how: string;
}

/**
 * The hint for packages that the configured repositories do not offer: the repository that has them or may have them,
 * and how an administrator of that system adds it.
 */
export function adviceOnMissing(packages: readonly string[], facts: Facts): string {
  const other = otherRepository(facts);
  const rename = `Names differ between systems: ${searchCommand(facts)} finds what this one offers, for package:NAME.`;
  if (!other) return rename;
  const known = packages.filter((name) => other.has.includes(name));
  const found =
    known.length > 0 ? `${other.name} has ${known.join(', ')}` : `${other.name} may have what is missing`;
  return `${found}: ${other.how}. ${rename}`;
}

function otherRepository(facts: Facts): OtherRepository | undefined {
  const { os, osLike, osVersion } = facts;
  const major = Number.parseInt(osVersion, 10);
  if (os === 'amzn') return major >= 2023 ? spal : undefined;
  if (os === 'rhel' || osLike.includes('rhel')) return epel(os, major);
  if (os === 'ubuntu' || osLike.includes('ubuntu')) return universe;
  if (os === 'debian' || osLike.includes('debian')) return contrib;
  if (os === 'alpine') return community;
  return undefined;
}

const spal: OtherRepository = {
  name: 'SPAL (Supplementary Packages for Amazon Linux)',
  has: [],
  how: "add package:spal-release to the role's `tools:`, or run `sudo dnf install spal-release` on the host",
};

function epel(os: string, major: number): OtherRepository {
  const release = `https://dl.fedoraproject.org/pub/epel/epel-release-latest-${major}.noarch.rpm`;
  const tool = os === 'ol' ? `oracle-epel-release-el${major}` : 'epel-release';
  return {
    name: 'EPEL',
    has: ['supervisor', 'htop', ...(major >= 9 ? ['python3-virtualenv'] : [])],
    how:
      os === 'rhel'
        ? `run \`sudo dnf install ${release}\` on the host`
        : `add package:${tool} to the role's \`tools:\`, or run \`sudo dnf install ${tool}\` on the host`,
  };
}

const universe: OtherRepository = {
  name: 'universe',
  has: ['supervisor', 'redis-server', 'npm', 'python3-virtualenv', 'python3-venv', 'python3-pip'],
  how: 'run `sudo add-apt-repository universe` on the host',
};

const contrib: OtherRepository = {
  name: 'contrib or non-free',
  has: [],
  how: 'add that component to the sources below /etc/apt on the host',
};

const community: OtherRepository = {
  name: 'community',
  has: ['supervisor', 'redis', 'nodejs', 'npm', 'py3-virtualenv', 'py3-pip', 'htop', 'libjpeg-turbo'],
  how: 'remove the `#` before its line in /etc/apk/repositories on the host',
};

function searchCommand({ packageManager }: Facts): string {
  if (packageManager === 'apt') return '`apt-cache search WORD`';
  return packageManager === 'apk' ? '`apk search WORD`' : `\`${packageManager} search WORD\``;
}
