import type { Facts } from '../api/facts.js';
import type { Remote } from '../api/remote.js';
import { type Command, sh } from '../command/command.js';
import { provisionErrors } from '../errors/provision.js';
import { fetchAptLists } from './apt-lists.js';
import { areInstalled } from './installed-packages.js';

/** The commands of a system's package manager. */
interface PackageCommands {
  /** Prints which of these names are installed, one a line. */
  installed(names: readonly string[]): Command;
  install(names: readonly string[]): Command;
  /**
   * Prints which of these names no repository offers, one a line, among other lines. Prints none if that cannot be
   * found out: the installation then reports why.
   *
   * @param keepLists true to leave the host's package lists unchanged, as a dry run must
   */
  notOffered(names: readonly string[], keepLists: boolean): Command;
  /** Updates every installed package. */
  upgradeAll: Command;
  /** Succeeds if no installed package can be upgraded. */
  upToDate: Command;
}

/** Seconds that fetching package lists may take. */
const LONGEST_REFRESH = 300;

// Another package manager may hold the lock (unattended upgrades right after boot): wait for it, five minutes.
const apt = sh`apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold`;
/** For installations: needrestart (on Ubuntu by default) would restart services in the middle of a provision. */
const unattended = sh`export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1`;
/**
 * Whether the package lists were fetched within this number of minutes. The time of a list is the server's, which may
 * be weeks ago: only the folder into which lists are fetched has the time of the fetch.
 */
const aptListsWithin = (minutes: number): Command => {
  const lists = sh`find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' 2>/dev/null | head -n 1`;
  const fetched = sh`find /var/lib/apt/lists/partial -maxdepth 0 -mmin ${`-${minutes}`} 2>/dev/null`;
  return sh`[ -n "$(${lists})" ] && [ -n "$(${fetched})" ]`;
};
const aptRefresh = fetchAptLists(apt);
/** Fresh lists are not fetched again: an update takes seconds. */
const aptUpdate = sh`{ ${aptListsWithin(60)}; } || ${aptRefresh}`;
/** A package's state, its name and the names that it provides. */
const DPKG_NAMES =
  '${db:Status-Abbrev}. ${Package} ${binary:Package} ${Package}:${Architecture} ${Package}=${Version}\n';
const DPKG_PROVIDES = '${db:Status-Abbrev}. ${Provides}\n';
/** For package managers that check one name, `$name`, at a time. */
const eachInstalled =
  (isInstalled: Command) =>
  (names: readonly string[]): Command =>
    sh`for name in ${[...names]}; do ${isInstalled} >/dev/null 2>&1 && echo "$name"; done; :`;
/** Messages of apt-get, dnf and yum about a name that no repository has; each `\1` is the name. */
const NOT_IN_APT = [
  's/^E: Unable to locate package //p',
  's/^E: Unsupported file \\(.*\\) given on commandline$/\\1/p',
  "s/^E: Package '\\(.*\\)' has no installation candidate$/\\1/p",
  "s/^E: Version '\\(.*\\)' for '\\(.*\\)' was not found$/\\2=\\1/p",
].join('; ');
const NOT_IN_DNF = [
  's/^No match for argument: //p',
  's/^All matches were filtered out by .* for argument: //p',
  "s/^Argument '\\(.*\\)' matches only excluded packages.*/\\1/p",
  's/^No package \\(.*\\) available\\.$/\\1/p',
].join('; ');
const NOT_IN_APK = 's/^ *\\([^ ]*\\) (\\(no such package\\|missing\\|virtual\\)):.*/\\1/p';
/**
 * The repositories of Amazon Linux 2023 and later are locked to the installed release, so they never offer newer
 * packages. Updates use the newest release, unless the administrator has chosen one.
 */
const newestRelease = sh`$([ -e /etc/dnf/vars/releasever ] || echo --releasever=latest)`;
/** Only required packages, as with apt. yum has no weak dependencies. */
const withoutWeak = sh`--setopt=install_weak_deps=False`;
const dnfCommands = (
  program: 'dnf' | 'yum',
  { release = sh``, weak = sh`` }: { release?: Command; weak?: Command } = {},
): PackageCommands => ({
  // A name may be that of a package, or one that an installed package provides: npm, /usr/bin/git.
  installed: eachInstalled(sh`{ rpm -q --quiet "$name" || rpm -q --quiet --whatprovides "$name"; }`),
  install: (names) => sh`${program} install -y ${weak} ${[...names]}`,
  notOffered: (names) => {
    const ask = sh`${program} install --assumeno ${[...names]} 2>&1 | sed -n ${NOT_IN_DNF}`;
    // Repeated with fresh metadata: the cached copy may be older than the package.
    return sh`export LC_ALL=C; [ -z "$(${ask})" ] || { ${program} clean expire-cache >/dev/null 2>&1; ${ask}; }`;
  },
  upgradeAll: sh`${program} upgrade -y ${release}`,
  upToDate: sh`${program} check-update -q ${release} >/dev/null 2>&1`,
});

const commandsOf: Partial<Record<Facts['packageManager'], PackageCommands>> = {
  apt: {
    // A name may include an architecture or version, or be one that a package provides. An unknown name is not an
    // error.
    installed: (names) => {
      const plain = names.map((name) => name.replace(/=.*/, ''));
      return sh`dpkg-query -W -f ${DPKG_NAMES} -- ${plain} 2>/dev/null | sed -n 's/^.i . //p' | tr ' ' '\n'
dpkg-query -W -f ${DPKG_PROVIDES} | sed -n 's/^.i . //p' | tr -d ' ' | tr ',' '\n' | sed 's/(.*//' | grep -Fx ${plain.flatMap((name) => ['-e', name])}; :`;
    },
    install: (names) => {
      const install = sh`${apt} install -y --no-install-recommends ${[...names]}`;
      // The second attempt is for stale lists, and for an interrupted installation.
      const mend = sh`dpkg --configure -a --force-confdef --force-confold; ${aptRefresh}`;
      return sh`${unattended}; { ${aptUpdate}; } && ${install} || { ${mend} && ${install}; }`;
    },
    notOffered: (names, keepLists) => {
      const ask = (options: Command): Command =>
        sh`apt-get -s -qq ${options} --no-install-recommends install ${[...names]} 2>&1 | sed -n ${NOT_IN_APT}`;
      const ownLists = sh`-o Dir::State::Lists="$lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=`;
      // Repeated with fresh lists: those of the host may be older than its repositories. If another apt has their lock,
      // the check finds nothing, and the installation waits for the lock: only a change can show the wait.
      const refreshed = keepLists
        ? sh`lists=$(mktemp -d) && ${apt} ${ownLists} update >/dev/null 2>&1 && ${ask(ownLists)}; rm -rf "$lists"`
        : sh`${apt} update >/dev/null 2>&1 && ${ask(sh``)}`;
      return sh`export LC_ALL=C; { ${aptListsWithin(60)} && [ -z "$(${ask(sh``)})" ]; } || { ${refreshed}; }; :`;
    },
    upgradeAll: sh`${unattended}; ${aptRefresh} && ${apt} dist-upgrade -y`,
    upToDate: sh`${aptListsWithin(24 * 60)} && ! apt-get -s -qq dist-upgrade | grep -q '^Inst '`,
  },
  dnf: dnfCommands('dnf', { weak: withoutWeak }),
  yum: dnfCommands('yum'),
  apk: {
    installed: eachInstalled(sh`apk info -e -q "$name"`),
    install: (names) => sh`apk add -q ${[...names]}`,
    notOffered: (names, keepLists) => {
      const ask = sh`apk add --simulate ${[...names]} 2>&1 | sed -n ${NOT_IN_APK}`;
      return keepLists ? ask : sh`[ -z "$(${ask})" ] || { apk update -q >/dev/null 2>&1 && ${ask}; }; :`;
    },
    upgradeAll: sh`apk update -q && apk upgrade -q`,
    upToDate: sh`[ -z "$(apk version -q -l '<')" ]`,
  },
};

const amazonLinuxCommands = dnfCommands('dnf', { weak: withoutWeak, release: newestRelease });

/** The package managers in rows of the catalogue: `dnf` stands for yum too. */
export type PackageFamily = 'apt' | 'dnf' | 'apk';

const familyOf: Partial<Record<Facts['packageManager'], PackageFamily>> = {
  apt: 'apt',
  dnf: 'dnf',
  yum: 'dnf',
  apk: 'apk',
};

/** The package manager of a host, by its name in the catalogue; undefined if fck does not support it. */
export function packageFamily({ packageManager }: Facts): PackageFamily | undefined {
  return familyOf[packageManager];
}

/** Whether all these packages are installed. */
export async function packagesInstalled(remote: Remote, names: readonly string[]): Promise<boolean> {
  return areInstalled(remote, names, async (all) => (await managerOf(remote)).installed(all));
}

/**
 * Which of these packages the host's repositories do not offer, according to its package manager: a name counts as
 * offered if installing it would find something, including names that a package provides. An installed package that no
 * repository has counts as offered.
 *
 * A look of a second or more: ask only about packages that are missing. Package lists that do not have a name are
 * fetched again first; in a dry run the host's own are left as they are.
 *
 * @returns empty too if the repositories cannot be reached: then the installation reports why
 * @throws FckError `NO_PACKAGE_MANAGER`
 */
export async function packagesNotOffered(
  remote: Remote,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const manager = await managerOf(remote);
  const { stdout } = await remote
    .as('root')
    .look(manager.notOffered(names, remote.dryRun), { timeout: LONGEST_REFRESH });
  const missing = new Set(stdout.split('\n'));
  return names.filter((name) => missing.has(name));
}

/**
 * Installs packages in one transaction. Lists are fetched if they are older than an hour, or if the packages are not
 * found.
 */
export async function installPackages(remote: Remote, names: readonly string[]): Promise<void> {
  const manager = await managerOf(remote);
  await remote.as('root').run(manager.install(names), { title: `install ${names.join(' ')}` });
}

/** Updates every installed package. */
export async function upgradePackages(remote: Remote): Promise<void> {
  const manager = await managerOf(remote);
  await remote.as('root').run(manager.upgradeAll, { title: 'upgrade all packages' });
}

/** Whether the package lists are of today and no installed package can be upgraded. */
export async function packagesUpToDate(remote: Remote): Promise<boolean> {
  return remote.as('root').test((await managerOf(remote)).upToDate, { timeout: 120 });
}

async function managerOf(remote: Remote): Promise<PackageCommands> {
  const facts = await remote.facts();
  const { packageManager, os } = facts;
  const commands =
    packageManager === 'dnf' && os === 'amzn' ? amazonLinuxCommands : commandsOf[packageManager];
  if (!commands) throw provisionErrors.noPackageManager(remote.host.name, facts);
  return commands;
}
