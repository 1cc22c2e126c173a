import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type SandboxHost, type SandboxHostSpec, sandbox } from '@fck/plugin-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inAnotherProcess, ssh, until } from './ssh.js';
import { type Marks, machineSettings, marksOf, othersAreUp, traces } from './traces.js';

const isRoot = process.getuid?.() === 0;
const silent = () => {};
const specs: SandboxHostSpec[] = [1, 2].map((n) => ({
  name: `e2e-web-${n}`,
  project: 'e2e',
  role: 'web',
  user: 'deploy',
}));

const folder = mkdtempSync(join(tmpdir(), 'fck-sandbox-'));
const stateDir = join(folder, 'state');
const { up, list, images, down } = sandbox({ stateDir });
let hosts: SandboxHost[] = [];
const host = (n: number) => hosts[n] ?? expect.fail(`no host ${n}`);

/** The kernel lets go of mounts and loop devices a moment after the last process that held them. */
const goneSoon = (marks: Marks) => expect.poll(() => traces(marks)).toEqual([]);

/** Has a host go down, which may end the connection before the command. */
const goodbye = (from: SandboxHost, command: string) => ssh(folder, from, command).catch(() => undefined);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!isRoot)('throwaway hosts', () => {
  const alone = isRoot && !othersAreUp();
  const before = machineSettings();

  beforeAll(async () => {
    hosts = await up(specs, silent);
  });
  afterAll(() => down('all', silent));

  it('are real hosts, whose keys are known in advance', async () => {
    for (const each of hosts) {
      expect(await ssh(folder, each, 'hostname')).toBe(each.name);
      expect(await ssh(folder, each, 'cat /proc/1/comm')).toBe('systemd');
      expect(await ssh(folder, each, 'sudo id -un')).toBe('root');
      expect(await ssh(folder, each, 'systemctl --failed --no-legend')).toBe('');
    }
    const stranger = { ...host(0), hostKeys: host(1).hostKeys };
    await expect(ssh(folder, stranger, 'true')).rejects.toThrow(/[Hh]ost key verification failed/);
  });

  it('reach the packages that this machine reaches', async () => {
    await ssh(folder, host(0), 'sudo apt-get update -q && sudo apt-get install -q --yes nginx python3-venv');
    expect(await ssh(folder, host(0), 'systemctl is-active nginx')).toBe('active');
    await ssh(folder, host(0), 'python3 -m venv v && v/bin/pip download --quiet --dest d flask');
    expect(await ssh(folder, host(0), 'ls d')).toMatch(/flask/i);
  });

  it('reach each other', async () => {
    await ssh(folder, host(0), `ping -c 1 -W 5 ${host(1).address}`);
    const banner = `exec 3<>/dev/tcp/${host(1).address}/22; head -c 4 <&3`;
    expect(await ssh(folder, host(0), `bash -c '${banner}'`)).toBe('SSH-');
  });

  it('are kept by a second up', async () => {
    expect(await up(specs, silent)).toEqual(hosts);
    expect(await list('e2e')).toEqual(hosts);
    expect(await list('other')).toEqual([]);
  });

  it('come back from a reboot, as they were', async () => {
    const started = () => ssh(folder, host(0), `cut -d' ' -f22 /proc/1/stat`);
    const first = await started();
    await ssh(folder, host(0), 'touch kept');
    await goodbye(host(0), 'sudo systemctl --no-block reboot');
    await until(started, (time) => time !== first);
    expect(await ssh(folder, host(0), 'ls kept; systemctl is-active nginx')).toBe('kept\nactive');
  });

  it('stop when they are switched off, and are started again by up', async () => {
    await ssh(folder, host(1), 'touch kept');
    await goodbye(host(1), 'sudo systemctl --no-block poweroff');
    await until(
      () => list('e2e'),
      (all) => all.some(({ state }) => state === 'stopped'),
    );
    hosts = await up(specs, silent);
    expect(await ssh(folder, host(1), 'ls kept')).toBe('kept');
  });

  it('have limits, when they are asked for', async () => {
    const small = { ...specs[0], name: 'e2e-small', disk: '256M' } as SandboxHostSpec;
    const [made] = await up([small], silent);
    const limited = made ?? expect.fail('not made');
    await expect(ssh(folder, limited, 'head -c 400M /dev/zero > big')).rejects.toThrow(/No space left/);
    expect(await down({ project: 'e2e', names: ['e2e-small'] }, silent)).toEqual(['e2e-small']);
  });

  it('are made from an image that a script has prepared, once', async () => {
    const script = join(folder, 'prepare.sh');
    const prepare = (text: string) => {
      writeFileSync(script, text);
      return up(
        [{ ...specs[0], name: 'e2e-prepared', prepare: [script, 'amzn'] } as SandboxHostSpec],
        silent,
      );
    };
    const failure = prepare('echo what it did; echo what was wrong >&2; exit 3');
    await expect(failure).rejects.toMatchObject({
      code: 'SANDBOX_PREPARE',
      message: expect.stringMatching(
        /prepare.sh amzn ended with 3:\n(?=[\s\S]*what it did)(?=[\s\S]*what was wrong)/,
      ),
    });
    // The folder in it makes the text new: an image that an earlier run prepared with the same text would be used again.
    const [made] = await prepare(`#!/bin/sh -eu
# ${folder}
getent hosts deb.debian.org > /dev/null
apt-get install -q --yes --no-install-recommends jq
echo "$1 $(id -un) $$" > /etc/prepared
cp /etc/resolv.conf /etc/apt/sources.list.d/machine.sources /srv
useradd --defaults --shell /bin/dash`);
    const prepared = made ?? expect.fail('not made');
    expect(
      await ssh(folder, prepared, 'cut -d" " -f1-2 /etc/prepared; command -v jq; getent passwd deploy'),
    ).toMatch(/^amzn root\n\/usr\/bin\/jq\n.*:\/bin\/dash$/);
    const image = (await images()).find(({ hosts }) => hosts.includes('e2e/e2e-prepared'));
    expect(image?.prepare).toEqual([script, 'amzn']);
    // Files of this machine were there while it was prepared; the image has none of them.
    const root = join('/var/cache/fck-sandbox/images', image?.name ?? '', 'root');
    expect(readdirSync(join(root, 'srv')).sort()).toEqual(['machine.sources', 'resolv.conf']);
    expect(readdirSync(join(root, 'etc/apt/sources.list.d'))).toEqual([]);
    expect(existsSync(join(root, 'etc/resolv.conf'))).toBe(false);
    rmSync(script);
    await down({ project: 'e2e', names: ['e2e-prepared'] }, silent);
  });

  it('leave nothing behind', async () => {
    const marks = marksOf(stateDir, hosts);
    expect(traces(marks).length).toBeGreaterThan(10);
    expect(await down('all', silent)).toEqual(['e2e-web-1', 'e2e-web-2']);
    await goneSoon(marks);
    if (alone && !othersAreUp()) expect(machineSettings()).toBe(before);
    expect(await down('all', silent)).toEqual([]);
  });
});

describe.skipIf(!isRoot)('the making of throwaway hosts', () => {
  beforeEach(() => down('all', silent));
  afterAll(() => down('all', silent));

  // From the first thing written to the last host booting: whatever there is at that moment must be found again.
  it.each([0, 100, 300, 600, 1000, 1500])(
    'leaves nothing behind when it is killed after %i ms',
    async (ms) => {
      const child = inAnotherProcess('up', { stateDir }, specs);
      await child.line(/making/);
      await delay(ms);
      await child.kill();
      const marks = marksOf(stateDir, []);
      await down('all', silent);
      await goneSoon(marks);
    },
  );

  it('is mended by up when it was killed, and undone by down when down was killed', async () => {
    const first = inAnotherProcess('up', { stateDir }, specs);
    await first.line(/making/);
    await delay(400);
    await first.kill();
    hosts = await up(specs, silent);
    expect(await ssh(folder, host(1), 'hostname')).toBe('e2e-web-2');
    const marks = marksOf(stateDir, hosts);
    for (const ms of [0, 50, 150]) {
      await up(specs, silent);
      const child = inAnotherProcess('down', { stateDir }, 'all');
      await child.line(/removing/);
      await delay(ms);
      await child.kill();
    }
    await down('all', silent);
    await goneSoon(marks);
  });

  it('waits for another process that is at it', async () => {
    const other = inAnotherProcess('up', { stateDir }, specs.slice(0, 1));
    await other.line(/making/);
    const waits: string[] = [];
    hosts = await up(specs, (text) => waits.push(text));
    await other.ended;
    expect(waits[0]).toMatch(/waiting for another fck \(process \d+\)/);
    expect(await list('e2e')).toEqual(hosts);
    await down('all', silent);
  });

  it('is undone by a down of its own project, which leaves what others made', async () => {
    const folderOf = (id: string, mark?: string) => {
      const path = join(stateDir, 'hosts', id);
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'precious'), '');
      if (mark !== undefined) writeFileSync(join(path, '.made-by-fck'), mark);
      return path;
    };
    const stranger = folderOf('0badcafe');
    const ofOther = folderOf('0badcaff', 'other');
    const own = folderOf('0badcb00', 'e2e');
    const said: string[] = [];
    expect(await down({ project: 'e2e' }, (text) => said.push(text))).toEqual([]);
    expect([stranger, ofOther, own].map(existsSync)).toEqual([true, true, false]);
    expect(said).toEqual([`${stranger} stays: fck did not make it`]);
    await down('all', silent);
    expect([stranger, ofOther].map(existsSync)).toEqual([true, false]);
    rmSync(stateDir, { recursive: true });
  });

  it('stops when it is aborted', async () => {
    const abort = new AbortController();
    const attempt = up(specs, (text) => text.includes('making') && abort.abort(), abort.signal);
    await expect(attempt).rejects.toThrow(/abort/i);
    await down('all', silent);
    expect(existsSync(stateDir)).toBe(false);
  });

  it('leaves no half image behind when it is killed', async () => {
    const cacheDir = join(folder, 'cache');
    const child = inAnotherProcess('up', { stateDir, cacheDir }, specs);
    await child.line(/extracting/);
    await child.kill();
    await sandbox({ stateDir, cacheDir }).down('all', silent);
    expect(readdirSync(join(cacheDir, 'images'))).toEqual([]);
    expect(traces({ stateDir: cacheDir, bridge: 'no-bridge', ids: [] })).toEqual([`folder: ${cacheDir}`]);
  });
});
