import { spawnSync } from 'node:child_process';
import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Build } from '../api/build.js';
import type { Remote } from '../api/remote.js';
import type { Command } from '../command/command.js';
import { withoutHelper } from '../command/python-module.js';
import { sealBuild, unsealBuild } from './seal.js';

const forms = {
  'in Python': withoutHelper,
  'in shell, on hosts without Python': (command: Command) => command,
};
const described = { name: 'shop_00001_abc', number: 1 } as Build;

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fck-seal-'));
  folder = join(root, described.name);
  mkdirSync(join(folder, 'lib/empty'), { recursive: true, mode: 0o700 });
  const files = { 'app.py': 'a', 'lib/it\'s "ü"': '', 'lib/new\nline': 'b', 'lib/back\\slash': 'c' };
  for (const [path, content] of Object.entries(files))
    writeFileSync(join(folder, path), content, { mode: 0o600 });
  writeFileSync(join(folder, 'lib/tool'), '#!/bin/sh\n', { mode: 0o700 });
});
afterEach(() => {
  spawnSync('chmod', ['-R', 'u+w', root]);
  rmSync(root, { recursive: true });
});

/** A remote whose commands really run. */
function remoteWith(form: (command: Command) => Command): Remote {
  const run = async (command: Command, { input }: { input?: Buffer } = {}) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', form(command).text], {
      input,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  return { run, query: run } as unknown as Remote;
}

const shown = (of = folder) =>
  spawnSync('sh', ['-c', 'find . -printf "%y %m %n %p\\n" | LC_ALL=C sort; cat files.sha256'], {
    cwd: of,
    encoding: 'utf8',
  }).stdout;

describe.each(Object.entries(forms))('a build that is sealed %s', (_, form) => {
  const remote = remoteWith(form);

  it('is listed as sha256sum reads it, and read-only', async () => {
    const sealed = await sealBuild(remote, folder, described);
    const { status, stdout } = spawnSync('sha256sum', ['-c', 'files.sha256'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n')).toHaveLength(5);
    expect(status).toBe(0);
    expect(shown()).not.toMatch(/^[df] [0-7]*[2367]/m);
    expect(shown()).toContain('f 555 1 ./lib/tool\n');
    expect(shown()).toContain('f 444 1 ./app.py\n');
    expect(JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8'))).toEqual(sealed);
  });

  it('is marked as altered if other files are sealed again', async () => {
    const sealed = await sealBuild(remote, folder, described);
    await unsealBuild(remote, folder);
    expect(await sealBuild(remote, folder, sealed)).toEqual(sealed);
    await unsealBuild(remote, folder);
    writeFileSync(join(folder, 'app.py'), 'other');
    const again = await sealBuild(remote, folder, sealed);
    expect(again).toMatchObject({ altered: true });
    expect(again.checksum).not.toBe(sealed.checksum);
  });

  it('that shares its files becomes a copy before it is writable', async () => {
    await sealBuild(remote, folder, described);
    const other = join(root, 'other');
    cpSync(folder, other, { recursive: true });
    spawnSync('chmod', ['-R', 'u+w', other]);
    rmSync(join(other, 'app.py'));
    linkSync(join(folder, 'app.py'), join(other, 'app.py'));
    await unsealBuild(remote, folder);
    writeFileSync(join(folder, 'app.py'), 'changed');
    expect(readFileSync(join(other, 'app.py'), 'utf8')).toBe('a');
    expect(statSync(join(other, 'app.py')).mode & 0o777).toBe(0o444);
  });
});

it('has the same files and modes in Python and in shell', async () => {
  const other = join(root, 'other', described.name);
  mkdirSync(join(root, 'other'));
  cpSync(folder, other, { recursive: true, preserveTimestamps: true });
  const [one, two] = Object.values(forms).map(remoteWith);
  if (!one || !two) throw new Error('there are two forms');
  expect(await sealBuild(one, folder, described)).toEqual(await sealBuild(two, other, described));
  expect(shown(folder)).toBe(shown(other));
  await unsealBuild(one, folder);
  await unsealBuild(two, other);
  expect(shown(folder)).toBe(shown(other));
});
