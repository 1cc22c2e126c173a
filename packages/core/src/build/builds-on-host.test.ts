import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fakeRemote } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { layOut } from '../config/lay-out.js';
import { buildsOn, entriesInBuilds } from './builds-on-host.js';

const PYTHON = fileURLToPath(new URL('../../python/', import.meta.url));

/** Both forms of the looks, by what they do on this machine. */
const forms: Readonly<Record<string, (command: string, builds: string) => string>> = {
  'in Python': (command, builds) => {
    const name = command.includes('own/%s') ? 'show_entries' : 'show_builds';
    const program = `import sys, builds_on_host; builds_on_host.${name}(sys.argv[1])`;
    const env = { ...process.env, PYTHONPATH: PYTHON };
    return spawnSync('python3', ['-c', program, builds], { env }).stdout.toString();
  },
  'in shell': (command) => spawnSync('sh', ['-c', command]).stdout.toString(),
};

const BUILD = {
  name: 'shop_00001_abc',
  number: 1,
  commit: 'abc',
  createdAt: '2026-11-29T09:00:00.000Z',
  builtBy: { role: 'web', host: 'one' },
  sources: [],
  platform: {},
  checksum: 'f'.repeat(64),
};

describe.each(Object.entries(forms))('a folder of builds, looked at %s,', (_, look) => {
  const inFolder = (...names: readonly [name: string, file?: string, content?: object][]) => {
    const builds = mkdtempSync(join(tmpdir(), 'fck-builds-'));
    onTestFinished(() => rmSync(builds, { recursive: true }));
    for (const [name, file, content] of names) {
      mkdirSync(join(builds, name));
      if (file) writeFileSync(join(builds, name, file), `${JSON.stringify(content ?? {}, undefined, 2)}\n`);
    }
    const remote = fakeRemote({ answers: [[/./, ({ command }) => look(command, builds)]] });
    const paths = {
      ...layOut({ name: 'shop', root: '/opt/www', buildsDir: 'builds', reposDir: 'repos' }),
      builds,
    };
    return { builds, remote, paths };
  };

  it('has the finished builds that its folders are named for', async () => {
    const second = { ...BUILD, name: 'shop_00002_é b', number: 2 };
    const { remote, paths, builds } = inFolder(
      [BUILD.name, 'build.json', BUILD],
      [second.name, 'build.json', { ...second, name: 'shop_00002_abc' }],
      ['shop_00003_abc'],
      ['shop_00004_abc', 'build.json', { ...BUILD, name: 'shop_00004_abc', number: 4 }],
      ['.incoming', 'build.json', { ...BUILD, name: '.incoming' }],
    );
    symlinkSync(join(builds, BUILD.name), join(builds, 'shop_00005_abc'));
    expect((await buildsOn(remote, paths)).map(({ name }) => name)).toEqual(['shop_00004_abc', BUILD.name]);
  });

  it('has entries that fck made, and others', async () => {
    const { remote, paths, builds } = inFolder(
      [BUILD.name, 'build.json', BUILD],
      ['of-others', 'build.json', BUILD],
      ['in the making', '.made-by-fck'],
      ['.incoming', '.made-by-fck'],
    );
    writeFileSync(join(builds, 'archive.tar.gz'), '');
    symlinkSync('/nowhere', join(builds, 'link'));
    expect((await entriesInBuilds(remote, paths)).map(({ name, isOwn }) => `${name} ${isOwn}`)).toEqual([
      'archive.tar.gz false',
      'in the making true',
      'link false',
      'of-others false',
      `${BUILD.name} true`,
    ]);
  });

  it('may not exist', async () => {
    const { remote, paths } = inFolder();
    const nowhere = { ...paths, builds: join(paths.builds, 'nowhere') };
    rmSync(paths.builds, { recursive: true });
    mkdirSync(paths.builds);
    expect(await buildsOn(remote, nowhere)).toEqual([]);
  });
});
