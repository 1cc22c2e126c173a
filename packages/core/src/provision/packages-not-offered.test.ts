import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeFacts } from '@fck/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../command/command.js';
import type { Facts } from '../remote/facts.js';
import type { Remote } from '../remote/remote.js';
import { packagesNotOffered } from './packages.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-not-offered-'));
  mkdirSync(join(folder, 'bin'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A package manager that prints what a real one printed, and keeps a log of how it was called. */
function program(name: string, script: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> ${folder}/log\n${script}\n`);
  chmodSync(path, 0o755);
}

const calls = () => readFileSync(join(folder, 'log'), 'utf8').trimEnd().split('\n');

/** Runs looks in a real shell, with the programs above first on its PATH. */
function remoteWith(packageManager: Facts['packageManager'], dryRun = false): Remote {
  const remote = {
    host: { name: 'web-1' },
    dryRun,
    as: () => remote,
    facts: async () => fakeFacts({ packageManager }),
    look: async ({ text }: Command) => {
      const env = { ...process.env, PATH: `${folder}/bin:${process.env['PATH']}` };
      const { status, stdout, stderr } = spawnSync('sh', ['-c', text], { env, encoding: 'utf8' });
      return { code: status, stdout, stderr };
    },
  };
  return remote as unknown as Remote;
}

describe('packagesNotOffered', () => {
  it('names what dnf 4 and dnf 5 have no match for, and asks again with fresh metadata', async () => {
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

  it('takes a name for offered if fresh metadata has it', async () => {
    program(
      'dnf',
      `[ "$1" = clean ] || grep -q clean ${folder}/log || echo 'No match for argument: nginx' >&2`,
    );
    expect(await packagesNotOffered(remoteWith('dnf'), ['nginx'])).toEqual([]);
  });

  it('asks nothing about nothing', async () => {
    expect(await packagesNotOffered(remoteWith('dnf'), [])).toEqual([]);
  });

  it('claims nothing if repositories cannot be reached', async () => {
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
