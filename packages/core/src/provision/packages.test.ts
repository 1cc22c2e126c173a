import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeFacts, fakeProvisionContext } from '@fck/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Facts } from '../api/facts.js';
import type { Remote } from '../api/remote.js';
import type { Command } from '../command/command.js';
import {
  installPackages,
  packagesInstalled,
  packagesNotOffered,
  packagesUpToDate,
  upgradePackages,
} from './packages.js';
import { reboot } from './system-tools.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-not-offered-'));
  mkdirSync(join(folder, 'bin'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A package manager that prints the recorded output of a real one, and keeps a log of its calls. */
function program(name: string, script: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> ${folder}/log\n${script}\n`);
  chmodSync(path, 0o755);
}

const calls = () => readFileSync(join(folder, 'log'), 'utf8').trimEnd().split('\n');

/** Runs looks in a real shell, with the programs above first on its PATH. */
function remoteWith(packageManager: Facts['packageManager'], dryRun = false, os = 'debian'): Remote {
  const look = async ({ text }: Command) => {
    const env = { ...process.env, PATH: `${folder}/bin:${process.env['PATH']}` };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', text], { env, encoding: 'utf8' });
    return { code: status, stdout, stderr };
  };
  const remote = {
    host: { name: 'web-1' },
    dryRun,
    as: () => remote,
    facts: async () => fakeFacts({ packageManager, os }),
    look,
    test: async (command: Command) => (await look(command)).code === 0,
    query: async (command: Command) => (await look(command)).stdout,
    run: look,
  };
  return remote as unknown as Remote;
}

describe('packagesNotOffered', () => {
  it('names packages without a match in dnf 4 and dnf 5, and asks again with fresh metadata', async () => {
    program(
      'dnf',
      `cat >&2 <<E
Last metadata expiration check: 0:00:25 ago on Mon Nov 30 07:16:23 2026.
No match for argument: supervisor
All matches were filtered out by modular filtering for argument: redis
Argument 'nginx' matches only excluded packages.
Error: Unable to find a match: supervisor redis
E
exit 1`,
    );
    const names = ['git', 'supervisor', 'redis', 'nginx', 'npm'];
    expect(await packagesNotOffered(remoteWith('dnf'), names)).toEqual(['supervisor', 'redis', 'nginx']);
    expect(calls()).toEqual([
      `dnf install --assumeno ${names.join(' ')}`,
      'dnf clean expire-cache',
      `dnf install --assumeno ${names.join(' ')}`,
    ]);
  });

  it('counts a name as offered if fresh metadata has it', async () => {
    program(
      'dnf',
      `[ "$1" = clean ] || grep -q clean ${folder}/log || echo 'No match for argument: nginx' >&2`,
    );
    expect(await packagesNotOffered(remoteWith('dnf'), ['nginx'])).toEqual([]);
  });

  it('runs no command for an empty list', async () => {
    expect(await packagesNotOffered(remoteWith('dnf'), [])).toEqual([]);
  });

  it('gives none if repositories cannot be reached', async () => {
    program('dnf', `echo "Error: Failed to download metadata for repo 'epel'" >&2; exit 1`);
    expect(await packagesNotOffered(remoteWith('dnf'), ['nginx'])).toEqual([]);
    program(
      'apt-get',
      'case "$*" in *update*) exit 100;; esac; echo "E: Unable to locate package nginx" >&2',
    );
    expect(await packagesNotOffered(remoteWith('apt'), ['nginx'])).toEqual([]);
  });

  const aptAnswer = `case "$*" in *update*) exit;; esac
cat >&2 <<E
E: Unable to locate package redis6
E: Couldn't find any package by glob 'redis6'
E: Package 'mail-transport-agent' has no installation candidate
E: Version '1:7' for 'git' was not found
E
exit 100`;

  it('names what apt cannot locate, install or find in that version', async () => {
    program('apt-get', aptAnswer);
    const names = ['nginx', 'redis6', 'mail-transport-agent', 'git=1:7'];
    expect(await packagesNotOffered(remoteWith('apt'), names)).toEqual(names.slice(1));
    expect(calls().some((call) => / update$/.test(call) && !call.includes('Dir::State::Lists'))).toBe(true);
  });

  it('leaves the package lists of the host alone in a dry run', async () => {
    program('apt-get', aptAnswer);
    expect(await packagesNotOffered(remoteWith('apt', true), ['nginx', 'redis6'])).toEqual(['redis6']);
    const updates = calls().filter((call) => / update$/.test(call));
    expect(updates).toEqual([expect.stringMatching(/Dir::State::Lists=\/\S+ /)]);
  });

  it("reads yum's and apk's answers", async () => {
    program('yum', 'echo "No package supervisor available." >&2');
    expect(await packagesNotOffered(remoteWith('yum'), ['git', 'supervisor'])).toEqual(['supervisor']);
    program(
      'apk',
      `[ "$1" = add ] || exit 0; printf 'ERROR: unable to select packages:\\n  nosuch (no such package):\\n    required by: world[nosuch]\\n' >&2; exit 1`,
    );
    expect(await packagesNotOffered(remoteWith('apk'), ['git', 'nosuch'])).toEqual(['nosuch']);
  });
});

describe('packagesInstalled', () => {
  it('finds a name that an installed RPM provides', async () => {
    program('rpm', `case "$*" in '-q --quiet git' | '-q --quiet --whatprovides npm') exit 0;; esac; exit 1`);
    const has = (...names: string[]) => packagesInstalled(remoteWith('dnf'), names);
    expect(await has('git', 'npm')).toBe(true);
    expect(await has('git', 'nginx')).toBe(false);
  });

  it('finds Debian packages by name, architecture, version and by what they provide', async () => {
    program(
      'dpkg-query',
      `case "$3" in
*Provides*) printf 'ii . \\nii . mail-transport-agent, editor (= 2)\\nrc . httpd\\n' ;;
*) [ "$*" = "-W -f $3 -- git mail-transport-agent httpd git:amd64 git editor" ] || exit 1
   printf 'ii . git git git:amd64 git=1:2.39\\n' ;;
esac`,
    );
    const names = ['git', 'mail-transport-agent', 'httpd', 'git:amd64', 'git=1:2.39', 'editor'];
    const remote = remoteWith('apt');
    const found = await Promise.all(names.map((name) => packagesInstalled(remote, [name])));
    expect(found).toEqual([true, true, false, true, true, true]);
  });
});

describe('packages of Amazon Linux 2023', () => {
  it('are updated to the newest release, which is also used for the comparison', async () => {
    program('dnf', '');
    const remote = remoteWith('dnf', false, 'amzn');
    await packagesUpToDate(remote);
    await upgradePackages(remote);
    expect(calls()).toEqual([
      'dnf check-update -q --releasever=latest',
      'dnf upgrade -y --releasever=latest',
    ]);
  });

  it('of other systems with dnf are those of the release that is installed', async () => {
    program('dnf', '');
    await upgradePackages(remoteWith('dnf', false, 'rocky'));
    expect(calls()).toEqual(['dnf upgrade -y']);
  });
});

it('neither apt nor dnf installs packages that are only recommended', async () => {
  program('dnf', '');
  program('apt-get', '');
  await installPackages(remoteWith('dnf'), ['git']);
  await installPackages(remoteWith('apt'), ['git']);
  expect(calls()).toContain('dnf install -y --setopt=install_weak_deps=False git');
  expect(calls().at(-1)).toMatch(/install -y --no-install-recommends git$/);
});

describe('reboot', () => {
  const holds = async (remote: Remote, times = 1) => {
    const steps: { check: (remote: Remote, progress: { changedSinceBoot: boolean }) => Promise<boolean> }[] =
      [];
    const context = {
      ...fakeProvisionContext(),
      declare: (step: (typeof steps)[number]) => steps.push(step),
    };
    reboot.declare(context, { facts: fakeFacts(), times });
    return steps[0]?.check(remote, { changedSinceBoot: false });
  };
  const inContainer = (answer: boolean) => program('systemd-detect-virt', `exit ${answer ? 0 : 1}`);
  const ofNewGlibc =
    'echo "Core libraries or services have been updated since boot-up:"; echo "  * glibc"; echo "Reboot is required to fully utilize these updates."; exit 1';

  it('is needed if needs-restarting says so', async () => {
    inContainer(false);
    program('needs-restarting', ofNewGlibc);
    expect(await holds(remoteWith('dnf'))).toBe(false);
    expect(await holds(remoteWith('dnf'), 2)).toBe(true);
    expect(calls()).toContain('needs-restarting -r');
  });

  it('is not needed if nothing was updated, or dnf has no such command', async () => {
    inContainer(false);
    program('needs-restarting', 'echo "Reboot should not be necessary."');
    expect(await holds(remoteWith('dnf'))).toBe(true);
    rmSync(join(folder, 'bin/needs-restarting'));
    program('dnf', `echo "No such command: needs-restarting. Please use /usr/bin/dnf --help"; exit 1`);
    expect(await holds(remoteWith('dnf'))).toBe(true);
    expect(calls()).toContain('dnf -q needs-restarting -r');
  });

  it('is not needed in a container, which cannot boot a kernel', async () => {
    inContainer(true);
    program('needs-restarting', ofNewGlibc);
    expect(await holds(remoteWith('dnf'))).toBe(true);
  });

  it('is needed for a kernel that was installed since the boot', async () => {
    inContainer(false);
    program('needs-restarting', 'exit 0');
    program('find', 'echo /boot/vmlinuz-6.1.0-40');
    expect(await holds(remoteWith('apt'))).toBe(false);
    expect(calls()[0]).toMatch(/^find \/boot -maxdepth 1 -name vmlinu\* -cmin -\d+$/);
  });
});
