import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mayMatter } from './config-files.js';

/** A folder with these files. The first one is asked about. */
function matters(files: Record<string, string>): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'fck-ssh-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text.replaceAll('FOLDER', folder));
  }
  return mayMatter(join(folder, Object.keys(files)[0] ?? 'none'), folder);
}

describe('files of the ssh configuration matter', () => {
  it.each<[string, Record<string, string>]>([
    ['that say who logs in', { config: 'Host web-*\n  User deploy\n' }],
    ['whatever the case', { config: 'hostname 10.0.0.1' }],
    ['that have a mistake', { config: 'Prot 2222' }],
    ['that depend on something', { config: 'Match exec "true"\n' }],
    ['with an equals sign', { config: 'ProxyJump=bastion' }],
    ['that include one that does', { config: 'Include more/*.conf', 'more/a.conf': 'Port 2222' }],
    ['that include it by its full path', { config: 'Include FOLDER/more', more: 'IdentityFile ~/key' }],
    ['that include what is not plain', { config: 'Include ~/.ssh/more' }],
    ['that include folders by a pattern', { config: 'Include */a.conf' }],
    [
      'that include one which includes one from the first folder',
      { config: 'Include more/a', 'more/a': 'Include more/b', 'more/b': 'User deploy' },
    ],
    ['that include themselves', { config: 'Include config' }],
  ])('%s', async (_, files) => {
    expect(await matters(files)).toBe(true);
  });
});

it('matters that a file cannot be read', async () => {
  expect(await mayMatter(tmpdir(), tmpdir())).toBe(true);
});

describe('files of the ssh configuration do not matter', () => {
  it.each<[string, Record<string, string>]>([
    ['that are not there', {}],
    [
      'as they come with Debian',
      {
        config:
          'Include more/*.conf\n\nHost *\n    SendEnv LANG LC_*\n    HashKnownHosts yes\n    GSSAPIAuthentication yes\n',
      },
    ],
    ['in comments', { config: '# User deploy\n  #Port 2222\n' }],
    [
      'that include nothing of the kind',
      { config: 'Include more/*.conf', 'more/a.conf': 'SendEnv LANG', 'more/b': 'Port 1' },
    ],
  ])('%s', async (_, files) => {
    expect(await matters(files)).toBe(false);
  });
});
