import { spawnSync } from 'node:child_process';
import { chownSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sh } from '../command/command.js';
import { foreignLinkIn, namingForeignLink } from './foreign-link.js';

let folder: string;
let project: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-link-'));
  project = join(folder, 'shop');
});
afterEach(() => rmSync(folder, { recursive: true }));

function foreignLink(path = project): string | undefined {
  const { text } = sh`${namingForeignLink()}
if link=$(foreign_link ${path} ${userInfo().username}); then echo "link $link"; fi`;
  const { stdout } = spawnSync('sh', ['-c', text], { encoding: 'utf8' });
  return stdout === '' ? undefined : foreignLinkIn(stdout.split('\n'));
}

const notRoot = userInfo().uid !== 0;

describe('a symbolic link in a project of a machine', () => {
  it('may be where root or the login user made it', () => {
    expect(foreignLink()).toBeUndefined();
    mkdirSync(project);
    symlinkSync(folder, join(project, 'builds'));
    expect(foreignLink()).toBeUndefined();
    expect(foreignLink('')).toBeUndefined();
  });

  it.skipIf(notRoot).each(['.', 'builds', '.work', 'repos/site', 'builds/.spare'])(
    `that another account made is reported: %s${notRoot ? ' (skipped: needs root)' : ''}`,
    (path) => {
      const link = join(project, path);
      mkdirSync(join(link, '..'), { recursive: true });
      if (path === '.') rmSync(project, { recursive: true, force: true });
      symlinkSync('/etc', link);
      lchownSync(link, 54_321, 54_321);
      expect(foreignLink()).toBe(path === '.' ? project : link);
    },
  );

  it.skipIf(notRoot)(`is not what is named by a line break${notRoot ? ' (skipped: needs root)' : ''}`, () => {
    mkdirSync(project);
    const link = join(project, 'a\nheld');
    symlinkSync('/etc', link);
    lchownSync(link, 54_321, 54_321);
    chownSync(project, 54_321, 54_321);
    expect(foreignLink()).toBe(`${project}/a`);
  });
});
