import { describe, expect, it } from 'vitest';
import { FakeNginx } from './fake-nginx.test.fixture.js';
import { installSite, uninstallSite } from './installing.js';
import { stillEnding, workersNow } from './workers.js';

const FILE = '/etc/nginx/conf.d/fck-notes-web.conf';

function serving(content?: string): FakeNginx {
  const nginx = new FakeNginx();
  if (content !== undefined) nginx.files.set(FILE, content);
  return nginx;
}

describe('installing a site', () => {
  it('is done when only workers with the new file take requests', async () => {
    const nginx = serving('old');
    await installSite(nginx, FILE, 'new');
    expect(nginx.files.get(FILE)).toBe('new');
    expect(nginx.reloads).toBe(1);
  });

  it.each([[undefined], ['old']])(
    'puts back what was there (%s) if nginx refuses the new file',
    async (before) => {
      const nginx = serving(before);
      nginx.objection = (files) =>
        files.get(FILE) === 'new' ? { code: 1, stderr: `unknown directive in ${FILE}:3` } : undefined;
      await expect(installSite(nginx, FILE, 'new')).rejects.toMatchObject({
        code: 'NGINX_BROKEN_CONFIG',
        message: expect.stringContaining(FILE),
        detail: expect.stringContaining('unknown directive'),
      });
      expect(nginx.files.get(FILE)).toBe(before);
      expect(nginx.reloads).toBe(0);
    },
  );

  it('blames its own file if nginx names another one, but only complains beside it', async () => {
    const nginx = serving();
    nginx.objection = (files) =>
      files.has(FILE) ? { code: 1, stderr: 'duplicate upstream in /etc/nginx/conf.d/x.conf:1' } : undefined;
    await expect(installSite(nginx, FILE, 'new')).rejects.toThrow(`nginx refuses the site's file ${FILE}`);
  });

  it('blames others if nginx complains without its file too', async () => {
    const nginx = serving('old');
    nginx.objection = () => ({ code: 1, stderr: 'unknown directive in /etc/nginx/conf.d/x.conf:1' });
    await expect(installSite(nginx, FILE, 'new')).rejects.toThrow('a file that is not from fck');
    expect(nginx.files.get(FILE)).toBe('old');
  });

  it('refuses what nginx would only warn of: a site that it ignores', async () => {
    const nginx = serving();
    nginx.objection = (files) =>
      files.has(FILE)
        ? { code: 0, stderr: 'conflicting server name "a.org" on 0.0.0.0:80, ignored' }
        : undefined;
    await expect(installSite(nginx, FILE, 'server { listen 80; server_name a.org; }')).rejects.toMatchObject({
      code: 'NGINX_NAME_TAKEN',
    });
    expect(nginx.files.has(FILE)).toBe(false);
  });

  it('does not mind a warning about names of others', async () => {
    const nginx = serving();
    nginx.objection = () => ({ code: 0, stderr: 'conflicting server name "_" on 0.0.0.0:80, ignored' });
    await installSite(nginx, FILE, 'server { listen 80 default_server; server_name 1.fck.invalid; }');
    expect(nginx.reloads).toBe(1);
  });

  it('puts the old file back if nginx keeps its old workers', async () => {
    const nginx = serving('old');
    nginx.takesOver = false;
    await expect(installSite(nginx, FILE, 'new')).rejects.toMatchObject({
      code: 'NGINX_NOT_RELOADED',
      detail: '[emerg] bind() failed',
    });
    expect(nginx.files.get(FILE)).toBe('old');
    expect(nginx.reloads).toBe(2);
  });
});

describe('taking the place of a site that others wrote', () => {
  const THEIRS = '/etc/nginx/conf.d/theirs.conf';
  const KEPT = '/opt/www/notes/adopted/nginx/theirs.conf';
  const aside = [{ file: THEIRS, backup: KEPT }];
  const beside = (content?: string) => {
    const nginx = serving(content);
    nginx.files.set(THEIRS, 'theirs');
    return nginx;
  };

  it('takes its file away in the reload that brings the new one, and keeps it', async () => {
    const nginx = beside();
    await installSite(nginx, FILE, 'new', { aside });
    expect([...nginx.files]).toEqual([
      [FILE, 'new'],
      [KEPT, 'theirs'],
    ]);
    expect(nginx.reloads).toBe(1);
    // Another run may do it again, and find it done.
    await installSite(nginx, FILE, 'new', { aside });
    expect(nginx.files.get(KEPT)).toBe('theirs');
  });

  it.each([
    ['nginx refuses the new file', 'objection'],
    ['nginx keeps its old workers', 'takesOver'],
  ])('leaves both as they were if %s', async (_, what) => {
    const nginx = beside('old');
    if (what === 'takesOver') nginx.takesOver = false;
    else
      nginx.objection = (files) =>
        files.get(FILE) === 'new' ? { code: 1, stderr: `unknown directive in ${FILE}:3` } : undefined;
    await expect(installSite(nginx, FILE, 'new', { aside })).rejects.toThrow();
    expect(Object.fromEntries(nginx.files)).toEqual({ [FILE]: 'old', [THEIRS]: 'theirs' });
  });

  it('is undone with the site, also twice, or if nothing was done yet', async () => {
    const nginx = beside();
    await installSite(nginx, FILE, undefined, { back: aside });
    expect(Object.fromEntries(nginx.files)).toEqual({ [THEIRS]: 'theirs' });
    await installSite(nginx, FILE, 'new', { aside });
    for (let time = 0; time < 2; time++) await installSite(nginx, FILE, undefined, { back: aside });
    expect(Object.fromEntries(nginx.files)).toEqual({ [THEIRS]: 'theirs' });
  });
});

it('a port that SELinux forbids is named, with what allows it', async () => {
  const nginx = serving('old');
  nginx.takesOver = false;
  nginx.errorLog = '[emerg] 811#811: bind() to 0.0.0.0:8081 failed (13: Permission denied)';
  await expect(installSite(nginx, FILE, 'new')).rejects.toMatchObject({
    code: 'NGINX_NOT_RELOADED',
    hint: expect.stringContaining(
      '`sudo semanage port -a -t http_port_t -p tcp 8081 || sudo semanage port -m',
    ),
  });
});

describe('removing a site', () => {
  it('reloads nginx, and does nothing the second time', async () => {
    const nginx = serving('old');
    await uninstallSite(nginx, FILE);
    await uninstallSite(nginx, FILE);
    expect(nginx.files.has(FILE)).toBe(false);
    expect(nginx.reloads).toBe(1);
  });

  it('keeps the site if a foreign file would keep nginx from releasing it', async () => {
    const nginx = serving('old');
    nginx.objection = () => ({ code: 1, stderr: 'unknown directive in /etc/nginx/conf.d/x.conf:1' });
    await expect(uninstallSite(nginx, FILE)).rejects.toThrow('a file that is not from fck');
    expect(nginx.files.has(FILE)).toBe(true);
  });
});

describe('the workers of a switch', () => {
  it('are waited for until those that were replaced have ended, and no others', async () => {
    const nginx = serving('old');
    const mark = await workersNow(nginx);
    expect(await stillEnding(nginx, mark)).toEqual([]);
    await installSite(nginx, FILE, 'new');
    expect(await stillEnding(nginx, mark)).toEqual(mark);
    nginx.ending = [];
    await installSite(nginx, FILE, 'newer');
    expect(await stillEnding(nginx, mark)).toEqual([]);
  });
});
