import type { Facts } from '../api/facts.js';
import { sh } from '../command/command.js';
import { shellProgram } from '../command/shell-program.js';
import { once } from '../once.js';

/** Whether cloud-init takes part in this boot and has not finished. */
export const cloudInitRuns = sh`[ -d /run/cloud-init ] && [ ! -e /run/cloud-init/result.json ] &&
  [ ! -e /run/cloud-init/disabled ] && [ ! -e /etc/cloud/cloud-init.disabled ]`;

/** One look that finds all facts, one `name=value` a line. */
export const factsCommand = once(
  () => sh`${shellProgram(new URL('../../shell/facts.sh', import.meta.url))}
if ${cloudInitRuns}; then echo cloudInit=runs; fi`,
);

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
