import { type Command, sh } from '../command/command.js';
import { provisionErrors } from '../errors/provision.js';
import type { Facts } from '../remote/facts.js';
import type { Remote } from '../remote/remote.js';
import { areInstalled } from './installed-packages.js';

/** What a package manager of a system is told. */
interface PackageCommands {
  /** Prints those of some names that are installed, one a line. */
  installed(names: readonly string[]): Command;
  install(names: readonly string[]): Command;
  /** Brings every installed package up to date. */
  upgradeAll: Command;
  /** Succeeds if no installed package could be upgraded. */
  upToDate: Command;
}

// Another package manager may hold the lock (unattended upgrades right after boot): it is waited for, five minutes.
const apt = sh`apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold`;
/**
 * Whether there are package lists, and they were fetched within so many minutes. A list has the time that its server gave
 * it, which may be weeks ago: only the folder that lists are fetched into tells when that was.
 */
const aptListsWithin = (minutes: number): Command => {
  const lists = sh`find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' 2>/dev/null | head -n 1`;
  const fetched = sh`find /var/lib/apt/lists/partial -maxdepth 0 -mmin ${`-${minutes}`} 2>/dev/null`;
  return sh`[ -n "$(${lists})" ] && [ -n "$(${fetched})" ]`;
};
/** Fresh lists are not fetched again: an update costs seconds. */
const aptUpdate = sh`{ ${aptListsWithin(60)}; } || ${apt} update`;
/** A package's state, and the names that it goes by. */
const DPKG_NAMES = '${db:Status-Abbrev}. ${Package} ${binary:Package} ${Package}:${Architecture}\n';
/** For package managers that say of one name whether it is installed. */
const eachInstalled =
  (isInstalled: Command) =>
  (names: readonly string[]): Command =>
    sh`for name in ${[...names]}; do ${isInstalled} "$name" >/dev/null 2>&1 && echo "$name"; done; :`;
const dnfCommands = (program: 'dnf' | 'yum'): PackageCommands => ({
  installed: eachInstalled(sh`rpm -q --quiet`),
  install: (names) => sh`${program} install -y ${[...names]}`,
  upgradeAll: sh`${program} upgrade -y`,
  upToDate: sh`${program} check-update -q >/dev/null 2>&1`,
});

const commandsOf: Readonly<Record<Exclude<Facts['packageManager'], 'unknown'>, PackageCommands>> = {
  apt: {
    // A package may be asked for with its architecture or without. A name that is not known is no failure.
    installed: (names) =>
      sh`dpkg-query -W -f ${DPKG_NAMES} -- ${[...names]} 2>/dev/null | sed -n 's/^.i . //p' | tr ' ' '\n'`,
    install: (names) => {
      const install = sh`${apt} install -y --no-install-recommends ${[...names]}`;
      // The second attempt is for stale lists, and for an installation that was cut off.
      const mend = sh`dpkg --configure -a --force-confdef --force-confold; ${apt} update`;
      return sh`export DEBIAN_FRONTEND=noninteractive; { ${aptUpdate}; } && ${install} || { ${mend} && ${install}; }`;
    },
    upgradeAll: sh`export DEBIAN_FRONTEND=noninteractive; ${apt} update && ${apt} dist-upgrade -y`,
    upToDate: sh`${aptListsWithin(24 * 60)} && ! apt-get -s -qq dist-upgrade | grep -q '^Inst '`,
  },
  dnf: dnfCommands('dnf'),
  yum: dnfCommands('yum'),
  apk: {
    installed: eachInstalled(sh`apk info -e -q`),
    install: (names) => sh`apk add -q ${[...names]}`,
    upgradeAll: sh`apk update -q && apk upgrade -q`,
    upToDate: sh`[ -z "$(apk version -q -l '<')" ]`,
  },
};

/** The rows of the catalogue say `dnf` where `yum` is meant too. */
export function packageFamily(facts: Facts): 'apt' | 'dnf' | 'apk' | undefined {
  if (facts.packageManager === 'unknown') return undefined;
  return facts.packageManager === 'yum' ? 'dnf' : facts.packageManager;
}

/** Whether all these packages are installed. */
export async function packagesInstalled(remote: Remote, names: readonly string[]): Promise<boolean> {
  return areInstalled(remote, names, async (all) => (await managerOf(remote)).installed(all));
}

/** Installs packages in one transaction. Lists are fetched if they are older than an hour, or if the packages are not found. */
export async function installPackages(remote: Remote, names: readonly string[]): Promise<void> {
  const manager = await managerOf(remote);
  await remote.as('root').run(manager.install(names), { title: `install ${names.join(' ')}` });
}

/** Brings every installed package up to date. */
export async function upgradePackages(remote: Remote): Promise<void> {
  const manager = await managerOf(remote);
  await remote.as('root').run(manager.upgradeAll, { title: 'upgrade all packages' });
}

/** Whether the package lists are of today and no installed package could be upgraded. */
export async function packagesUpToDate(remote: Remote): Promise<boolean> {
  return remote.as('root').test((await managerOf(remote)).upToDate, { timeout: 120 });
}

async function managerOf(remote: Remote): Promise<PackageCommands> {
  const { packageManager, osName } = await remote.facts();
  if (packageManager === 'unknown') throw provisionErrors.noPackageManager(remote.host.name, osName);
  return commandsOf[packageManager];
}
