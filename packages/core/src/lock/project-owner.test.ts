import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sh } from '../command/command.js';
import { namingOwner, ownerIn } from './project-owner.js';

let project: string;
beforeEach(() => {
  project = join(mkdtempSync(join(tmpdir(), 'fck-owner-')), 'shop');
});
afterEach(() => rmSync(join(project, '..'), { recursive: true }));

/** The other account that owns the project, for a login user. */
function otherOwner(login: string): string | undefined {
  const { text } = sh`${namingOwner()}
if owner=$(other_owner ${project} ${login}); then echo "owner $owner"; fi`;
  return ownerIn(spawnSync('sh', ['-c', text], { encoding: 'utf8' }).stdout.split('\n'));
}

const { username, uid } = userInfo();
const notRoot = uid !== 0;

describe('the owner of a project on a machine', () => {
  it('does not exist before the first deploy, then is the account that deployed first', () => {
    expect(otherOwner(username)).toBeUndefined();
    mkdirSync(project);
    expect(otherOwner(username)).toBeUndefined();
    writeFileSync(join(project, 'state.json'), '');
    expect(otherOwner(username)).toBeUndefined();
    expect(otherOwner('daemon')).toBe(username);
  });

  it.skipIf(notRoot)(`is no system's root${notRoot ? ' (skipped: needs root)' : ''}`, () => {
    mkdirSync(project);
    expect(otherOwner('daemon')).toBeUndefined();
    writeFileSync(join(project, 'state.json'), '');
    chownSync(join(project, 'state.json'), 1, 1);
    expect(otherOwner('daemon')).toBeUndefined();
    expect(otherOwner('root')).toBe('daemon');
  });

  it.skipIf(notRoot)(`keeps root out, too${notRoot ? ' (skipped: needs root)' : ''}`, () => {
    mkdirSync(project);
    chownSync(project, 1, 1);
    expect(otherOwner('root')).toBe('daemon');
    chownSync(project, 54321, 1);
    expect(otherOwner('daemon')).toBe('the account with the number 54321');
  });

  it('is not any output of a machine instead of a name', () => {
    for (const line of ['owner \u001b[31mx 1', 'owner a b 1', `owner ${'x'.repeat(65)} 1`, 'owner x one', ''])
      expect(ownerIn([line])).toBeUndefined();
  });
});
