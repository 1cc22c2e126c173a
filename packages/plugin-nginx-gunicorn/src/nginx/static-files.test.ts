import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fakeHostContext } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { siteWith } from './site-with.test.helper.js';
import { expectReadable, findStatics } from './static-files.js';

const notRoot = process.getuid?.() !== 0;
const PYTHON = fileURLToPath(new URL('../../python/', import.meta.url));

describe('findStatics', () => {
  it.each([
    ['static', /are not in the build/, /package_data/],
    ['/srv/shared', /are not on the host: there is no \/srv\/shared/, /a path of the host/],
  ])('says where files are missing: %s', async (local, message, hint) => {
    const context = fakeHostContext({ answers: [[/for path in/, false]] });
    const found = findStatics(context, siteWith({ static: [{ url: '/static/', local }] }));
    await expect(found).rejects.toMatchObject({
      code: 'STATIC_MISSING',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it('looks into the build, its working directory and its code, in this order', async () => {
    const context = fakeHostContext({ answers: [[/for path in/, 'file /x']] });
    const site = siteWith({ static: [{ url: '/static/', local: 'static' }] });
    const build = { ...site.build, workingDirectory: 'app', content: 'lib' };
    await findStatics(context, { ...site, build });
    expect(String(context.remote.looks[0])).toMatch(/abc\/static.* .*abc\/app\/static.* .*abc\/lib\/static/);
  });
});

describe.skipIf(notRoot)(`the user of nginx's workers${notRoot ? ' (skipped: needs root)' : ''}`, () => {
  /** Both forms of the look, by what they would do on this machine. */
  const forms = {
    'in Python': (path: string, user: string) => {
      const program = 'import sys, files_for_nginx; sys.exit(files_for_nginx.may_read(*sys.argv[1:]))';
      return spawnSync('python3', ['-c', program, user, path], {
        env: { ...process.env, PYTHONPATH: PYTHON },
      });
    },
    'in shell': (_path: string, _user: string, command: string) => spawnSync('sh', ['-c', command]),
  };

  it.each(Object.entries(forms))('has to be able to read the files, as is seen %s', async (_, look) => {
    const folder = mkdtempSync(join(tmpdir(), 'fck-static-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const inner = join(folder, 'inner');
    const file = join(inner, 'file');
    mkdirSync(inner);
    writeFileSync(file, '');
    const mayRead = async (path: string, isFolder: boolean, user = 'nobody') => {
      const answer = ({ command }: { command: string }) => look(path, user, command).status ?? -1;
      const context = fakeHostContext({ answers: [[/^su /, answer]] });
      return expectReadable(context, [{ url: '/', path, isFolder }], user).then(
        () => true,
        ({ code }: { code: string }) => code,
      );
    };
    // Only root may enter a new temporary folder.
    expect(await mayRead(file, false)).toBe('STATIC_UNREADABLE');
    expect(await mayRead(inner, true)).toBe('STATIC_UNREADABLE');
    chmodSync(folder, 0o755);
    chmodSync(inner, 0o755);
    chmodSync(file, 0o644);
    expect(await mayRead(file, false)).toBe(true);
    expect(await mayRead(inner, true)).toBe(true);
    chmodSync(inner, 0o744);
    expect(await mayRead(inner, true)).toBe('STATIC_UNREADABLE');
    chmodSync(inner, 0o755);
    chmodSync(file, 0o600);
    expect(await mayRead(file, false)).toBe('STATIC_UNREADABLE');
    expect(await mayRead(file, false, 'no-such-user')).toBe('STATIC_UNREADABLE');
  });
});
