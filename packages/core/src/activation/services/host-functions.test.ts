import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '../../command/command.js';
import { serviceGround, sockets } from './host-functions.js';

const hasPython = spawnSync('python3', ['-c', '']).status === 0;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-services-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const printed = ({ text }: Command) => execFileSync('sh', ['-c', text], { encoding: 'utf8' });
const nameOf = (program: string) => execFileSync('id', [program], { encoding: 'utf8' }).trim();

describe.skipIf(!hasPython)('what services find on a host', () => {
  const show = () =>
    printed(
      serviceGround.program('show', {
        account: 'fck-no-such-account',
        builds: join(folder, 'builds'),
        run: join(folder, 'run'),
      }),
    )
      .trim()
      .split('\n');

  /** Folders of builds, as fck leaves them and as others do. */
  const makeBuilds = (mode: number) => {
    const builds = join(folder, 'builds');
    const file = (name: string, of: string, text = '') => {
      mkdirSync(join(builds, name), { recursive: true });
      writeFileSync(join(builds, name, of), text);
    };
    file('a-marked', '.made-by-fck');
    file('b-unfinished', 'files.sha256');
    file('c-sealed', 'build.json', '{\n  "name": "c-sealed",\n  "number": 1\n}');
    symlinkSync(folder, join(builds, 'd-link'));
    chmodSync(builds, mode);
    return { copied: () => file('e-copied', 'build.json', '{\n  "name": "c-sealed",\n}') };
  };

  it('may be nothing', () => {
    expect(show()).toEqual(['']);
  });

  it('is who owns the builds, and which sockets have a folder', () => {
    makeBuilds(0o750);
    mkdirSync(join(folder, 'run/web.app.1.2'), { recursive: true });
    expect(show()).toEqual(['runtime web.app.1.2', `builds ${nameOf('-gn')} 750`]);
  });

  it('names what fck did not make among builds that are open to all', () => {
    const { copied } = makeBuilds(0o755);
    expect(show()).toEqual([`builds ${nameOf('-gn')} 755`]);
    copied();
    expect(show()).toEqual([`builds ${nameOf('-gn')} 755`, 'foreign e-copied']);
    chmodSync(join(folder, 'builds'), 0o750);
    expect(show()).toEqual([`builds ${nameOf('-gn')} 750`]);
  });

  it('is a folder for the user and the group alone, and no other once it is removed', () => {
    const run = join(folder, 'run');
    const own = join(run, 'web.app.1.1');
    const make = { run, group: nameOf('-gn'), folders: { [own]: nameOf('-un') } };
    for (let time = 0; time < 2; time++) printed(serviceGround.call('make_folders', make));
    expect([statSync(run).mode & 0o777, statSync(own).mode & 0o777]).toEqual([0o755, 0o750]);
    const kept = join(folder, 'kept');
    mkdirSync(join(own, 'deep/er'), { recursive: true });
    writeFileSync(join(own, 'deep/er/file'), '');
    mkdirSync(kept);
    writeFileSync(join(kept, 'file'), 'theirs');
    symlinkSync(kept, join(own, 'link'));
    const remove = { folders: [own, join(run, 'never-was')] };
    printed(serviceGround.call('remove_folders', remove));
    expect(existsSync(own)).toBe(false);
    expect(readFileSync(join(kept, 'file'), 'utf8')).toBe('theirs');
  });

  it('is no folder in the place of a link', () => {
    const run = join(folder, 'run');
    mkdirSync(run);
    symlinkSync(tmpdir(), join(run, 'web.app.1.1'));
    const make = serviceGround.call('make_folders', {
      run,
      group: nameOf('-gn'),
      folders: { [join(run, 'web.app.1.1')]: nameOf('-un') },
    });
    expect(spawnSync('sh', ['-c', make.text]).status).not.toBe(0);
  });
});

describe.skipIf(!hasPython || !existsSync('/proc/net/tcp'))('a port', () => {
  const listen = async (): Promise<number> => {
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  };
  const owner = (port: number, process: number) =>
    printed(sockets.program('show_owner', { port, main_process: process })).trim();

  it('is held by a process or one that comes from it, by a stranger, or by nobody', async () => {
    const port = await listen();
    const stranger = execFileSync('sh', ['-c', 'sleep 60 >/dev/null 2>&1 & echo $!'], { encoding: 'utf8' });
    try {
      expect(owner(port, process.pid)).toBe('');
      expect(owner(port, process.ppid)).toBe('');
      expect(owner(port, Number(stranger))).toBe(`uid ${userInfo().uid}`);
      expect(owner(1, process.pid)).toBe('nobody');
    } finally {
      process.kill(Number(stranger));
    }
  });

  it('is listed with all that are listened on', async () => {
    const port = await listen();
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    expect(printed(sockets.program('show_tables'))).toContain(`0100007F:${hex} 00000000:0000 0A`);
  });
});
