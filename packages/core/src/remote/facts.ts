import type { Facts } from '../api/facts.js';
import { sh } from '../command/command.js';

/** Whether cloud-init takes part in this boot and has not finished. */
export const cloudInitRuns = sh`[ -d /run/cloud-init ] && [ ! -e /run/cloud-init/result.json ] &&
  [ ! -e /run/cloud-init/disabled ] && [ ! -e /etc/cloud/cloud-init.disabled ]`;

/** One look that finds all facts, one `name=value` a line. */
export const factsCommand = sh`
if [ -r /etc/os-release ]; then . /etc/os-release; fi
echo "os=$ID"; echo "osLike=$ID_LIKE"; echo "osVersion=$VERSION_ID"; echo "osName=$PRETTY_NAME"
# Other package managers may be installed beside that of the system: apt on Fedora, dnf on Debian.
case " $ID $ID_LIKE " in
  *" debian "* | *" ubuntu "*) own=apt-get ;;
  *" fedora "* | *" rhel "* | *" centos "* | *" amzn "*) own='dnf yum' ;;
  *" alpine "*) own=apk ;;
  *" suse "* | *" opensuse "*) own=zypper ;;
  *" arch "*) own=pacman ;;
  *) own= ;;
esac
for tool in $own apt-get dnf yum apk zypper pacman; do if command -v $tool >/dev/null 2>&1; then echo "packages=$tool"; break; fi; done
echo "arch=$(uname -m)"
echo "cpus=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc)"
if [ -d /run/systemd/system ]; then echo init=systemd; elif [ -d /run/openrc ]; then echo init=openrc; fi
echo "hostname=$(uname -n)"; echo "user=$(id -un)"; echo "home=$HOME"
echo "libc=$(getconf GNU_LIBC_VERSION 2>/dev/null || echo musl)"
if ${cloudInitRuns}; then echo cloudInit=runs; fi
echo "selinux=$(cat /sys/fs/selinux/enforce 2>/dev/null || getenforce 2>/dev/null)"`;

/** The words of the kernel and of `getenforce`. */
const selinuxModes: Readonly<Record<string, Facts['selinux']>> = {
  1: 'enforcing',
  Enforcing: 'enforcing',
  0: 'permissive',
  Permissive: 'permissive',
};

const packageManagers: Readonly<Record<string, Facts['packageManager']>> = {
  'apt-get': 'apt',
  dnf: 'dnf',
  yum: 'yum',
  apk: 'apk',
  zypper: 'zypper',
  pacman: 'pacman',
};

/** Characters of a fact at most: messages show them. */
const LONGEST = 1000;

/** Parses the output of {@link factsCommand}. */
export function parseFacts(output: string): Facts {
  const found = new Map(
    output.split('\n').map((line): [string, string] => {
      const end = line.indexOf('=');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
  const text = (name: string) => found.get(name)?.slice(0, LONGEST) ?? '';
  const init = text('init');
  return {
    os: text('os'),
    osLike: text('osLike').split(' ').filter(Boolean),
    osVersion: text('osVersion'),
    osName: text('osName'),
    packageManager: packageManagers[text('packages')] ?? 'unknown',
    arch: text('arch'),
    cpus: Number(text('cpus')) || 1,
    init: init === 'systemd' || init === 'openrc' ? init : 'unknown',
    hostname: text('hostname'),
    user: text('user'),
    home: text('home'),
    libc: text('libc'),
    cloudInitRuns: text('cloudInit') === 'runs',
    selinux: selinuxModes[text('selinux')],
  };
}
