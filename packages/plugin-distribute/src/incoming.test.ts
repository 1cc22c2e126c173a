import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Build, type Command, type Paths, sh } from '@fck/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptIncoming, incomingFolder, removeIncoming, removeLeftovers } from './incoming.js';
import { packFolder, unpackInto } from './tar-stream.js';

let root: string;
let paths: Paths;
let build: Build;
let source: string;

const run = (command: Command) => spawnSync('sh', ['-c', command.text], { encoding: 'utf8' });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fck-incoming-'));
  const builds = join(root, 'builds');
  paths = { builds, build: (name: string) => join(builds, name) } as Paths;
  source = join(root, 'source');
  mkdirSync(join(source, 'a folder'), { recursive: true });
  mkdirSync(paths.builds, { recursive: true });
  writeFileSync(join(source, 'a folder', 'a "file"'), 'hello');
  writeFileSync(join(source, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
  run(sh`cd ${source} && ln -s tool link && touch -d 2001-01-01T00:00:00Z tool &&
    find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum >../list && mv ../list files.sha256 && echo '{}' >build.json &&
    chmod -R a-w .`);
  const checksum = createHash('sha256')
    .update(readFileSync(join(source, 'files.sha256')))
    .digest('hex');
  build = { name: 'shop_00001_abc', checksum } as Build;
});
afterEach(() => {
  run(sh`chmod -R u+w ${root}`);
  rmSync(root, { recursive: true });
});

/** Copies the source as a distributor does, and says where it arrived. */
function bring(): string {
  const folder = incomingFolder(paths, build);
  expect(run(sh`${packFolder(source, 'gzip')} | { ${unpackInto(folder, 'gzip')}; }`).status).toBe(0);
  return folder;
}
const accept = (folder: string) => run(acceptIncoming(folder, paths.build(build.name), build));

describe('a copy', () => {
  it('stands at its place as it was: modes, times, links', () => {
    const accepted = accept(bring());
    expect(accepted.stderr).toBe('');
    const place = paths.build(build.name);
    expect(readdirSync(paths.builds)).toEqual([build.name]);
    expect(readlinkSync(join(place, 'link'))).toBe('tool');
    expect(statSync(join(place, 'tool')).mode & 0o777).toBe(0o555);
    expect(statSync(join(place, 'tool')).mtimeMs).toBe(Date.UTC(2001, 0, 1));
    expect(statSync(place).mode & 0o777).toBe(0o555);
  });

  it.each([
    ['a changed file', sh`chmod u+w tool && echo x >>tool`, './tool'],
    ['a missing file', sh`chmod u+w . && rm -f tool`, './tool'],
    ['a file too many', sh`chmod u+w . && touch extra`, 'do not belong'],
    ['another list', sh`chmod u+w files.sha256 && echo >>files.sha256`, 'is not the list of this build'],
    ['no description', sh`chmod u+w . && rm -f build.json`, 'build.json is missing'],
  ])('is refused with %s', (_, spoil, message) => {
    const folder = bring();
    expect(run(sh`cd ${folder} && ${spoil}`).status).toBe(0);
    const accepted = accept(folder);
    expect(accepted.status).not.toBe(0);
    expect(accepted.stderr).toContain(message);
    expect(existsSync(paths.build(build.name))).toBe(false);
  });

  it('takes the place of what was never finished, and not of a finished build', () => {
    const place = paths.build(build.name);
    mkdirSync(join(place, 'half'), { recursive: true });
    expect(accept(bring()).status).toBe(0);
    expect(existsSync(join(place, 'half'))).toBe(false);
    expect(accept(bring()).status).not.toBe(0);
    expect(existsSync(join(place, 'tool'))).toBe(true);
  });

  it('is removed whole, although it is read-only', () => {
    const folder = bring();
    expect(run(removeIncoming(folder)).status).toBe(0);
    expect(existsSync(folder)).toBe(false);
    expect(run(removeIncoming(folder)).status).toBe(0);
  });
});

describe('removeLeftovers', () => {
  it('removes what killed runs left, and not what this run is bringing', () => {
    const folder = bring();
    const left = join(paths.builds, '.incoming-shop_00001_abc-00000000-000000');
    run(sh`mkdir -p ${left}/inner && touch ${left}/inner/file && chmod -R a-w ${left}`);
    mkdirSync(paths.build('shop_00000_abc'));
    expect(run(removeLeftovers(paths)).status).toBe(0);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(folder)).toBe(true);
    expect(existsSync(paths.build('shop_00000_abc'))).toBe(true);
  });
});
