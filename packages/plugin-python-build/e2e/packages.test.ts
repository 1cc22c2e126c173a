import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SiteFixture } from './site-fixture.js';

const normal = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
const lockTools = fileURLToPath(new URL('../python/lock_tools.py', import.meta.url));
const PASSWORD = 'hunter22-of-the-index';
const TOKEN = 't0k3n-of-the-index';

describe('where packages come from', () => {
  let site: SiteFixture;
  let server: Server;
  /** The packages of the index. */
  let stock: string;
  let requests: string[];
  let netrcModes: Set<number>;
  let commandLines: string;

  beforeAll(async () => {
    site = new SiteFixture({
      'pyproject.toml': `[build-system]
requires = ["setuptools>=64"]
build-backend = "setuptools.build_meta"
[project]
name = "shop"
version = "1.0"
dependencies = ["colorama"]
`,
      'shop/__init__.py': 'import colorama\n',
      'tests/test_shop.py': 'import unittest, shop\nclass T(unittest.TestCase):\n  def test(self): pass\n',
    });
    stock = join(site.folder, 'stock');
    mkdirSync(stock);
    const [, uv = ''] = /^UV = \["(uv==[^"]+)"/m.exec(readFileSync(lockTools, 'utf8')) ?? [];
    const wanted = ['pip', 'build', 'setuptools>=64', 'colorama', uv];
    execFileSync('python3', ['-m', 'pip', 'download', '--quiet', '--dest', stock, ...wanted], {
      stdio: 'pipe',
    });
    // Nothing of this machine's own configuration.
    vi.stubEnv('PIP_FIND_LINKS', '');
    vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
    vi.stubEnv('PIP_CACHE_DIR', join(site.folder, 'cache'));
    requests = [];
    netrcModes = new Set();
    commandLines = '';
    server = createServer((request, response) => {
      const login = Buffer.from(`me:${PASSWORD}`).toString('base64');
      const [, prefix = '', path = ''] = /^(\/t0k3n-of-the-index)?(.*)$/.exec(request.url ?? '') ?? [];
      observe();
      if (prefix === '' && request.headers.authorization !== `Basic ${login}`) {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic' }).end();
        return;
      }
      requests.push(path);
      const name = /^\/simple\/([^/]+)\/$/.exec(path)?.[1];
      if (name === undefined)
        return void response.end(readFileSync(join(stock, path.split('/').at(-1) ?? '')));
      const files = readdirSync(stock).filter((file) => normal(file).startsWith(`${name}-`));
      const links = files.map((file) => `<a href="${prefix}/files/${file}">${file}</a>`);
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(links.join(''));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    server.close();
    site.remove();
  });

  /** Looks at what other users of the host could see while pip runs. */
  function observe(): void {
    commandLines += execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    const work = join(site.folder, 'www/notes/.work');
    for (const name of existsSync(work) ? readdirSync(work) : [])
      if (name.startsWith('.netrc')) netrcModes.add(statSync(join(work, name)).mode & 0o777);
  }

  function serverUrl(): string {
    const address = server.address();
    return `http://me:${PASSWORD}@127.0.0.1:${typeof address === 'object' ? address?.port : ''}/simple`;
  }

  it.each([
    ['pip', ['pip', 'build', 'setuptools', 'colorama']],
    ['uv', ['uv', 'colorama']],
  ])('is an index with a login, which nobody else on the host can read, for %s', async (installer, names) => {
    vi.stubEnv('SHOP_INDEX', serverUrl());
    requests.length = 0;
    const plan = { installer, packages: { index_url: '!env SHOP_INDEX' } };
    const { builds, notes } = await site.run({ plan });
    expect(builds).toHaveLength(1);
    for (const name of names) expect(requests).toContain(`/simple/${name}/`);
    expect(notes.filter((text) => text.includes('instead of uv'))).toEqual([]);
    expect(netrcModes).toEqual(new Set([0o600]));
    expect(commandLines).toContain('pip');
    expect(commandLines).not.toContain(PASSWORD);
    expect(notes.join('\n')).not.toContain(PASSWORD);
    expect(
      spawnSync('grep', ['-rlF', PASSWORD, join(site.folder, 'www')], { encoding: 'utf8' }),
    ).toMatchObject({ stdout: '', status: 1 });
  });

  it('is a folder of this machine, without any network', async () => {
    const plan = { installer: 'uv', packages: { wheelhouse: './wheels', no_index: true } };
    await expect(site.run({ plan })).rejects.toMatchObject({
      code: 'WHEELHOUSE_MISSING',
      hint: expect.stringContaining('fck packages download -r builder'),
    });
    const online = {
      plan: { installer: 'uv', packages: { wheelhouse: './wheels', index_url: '!env SHOP_INDEX' } },
    };
    await expect(site.run({ plan: {} }, 'download-packages')).rejects.toMatchObject({
      code: 'WHEELHOUSE_UNNAMED',
    });
    await site.run(online, 'download-packages');
    const wheels = join(site.folder, 'project/wheels');
    const names = readdirSync(wheels).map((file) => normal(file.split('-')[0] ?? ''));
    expect(names).toEqual(expect.arrayContaining(['build', 'colorama', 'pip', 'setuptools', 'uv']));
    expect(names).not.toContain('shop');
    expect((await site.run(online, 'download-packages')).notes).toEqual([`${wheels} has 0 more packages.`]);
    expect(commandLines).not.toContain(PASSWORD);
    // The tools, too.
    rmSync(join(site.folder, 'www/notes/.tools'), { recursive: true });
    requests.length = 0;
    const offline = await site.run({ plan });
    expect(offline.builds).toHaveLength(1);
    expect(offline.steps).toContain('uv pip install');
    expect(offline.notes.filter((text) => text.includes('instead of uv'))).toEqual([]);
    expect(requests).toEqual([]);
    expect((await site.run({ plan })).builds).toEqual([]);
  });

  it('is an index with a token in its path, which is shown nowhere', async () => {
    vi.stubEnv(
      'SHOP_INDEX',
      serverUrl()
        .replace(/me:.*@/, '')
        .replace('/simple', `/${TOKEN}/simple`),
    );
    const plan = { packages: { index_url: '!env SHOP_INDEX' } };
    const { builds, shown } = await site.run({ plan }, 'build', { force: true });
    expect(builds).toHaveLength(1);
    expect(shown).toContain('Looking in indexes: ***');
    expect(shown).not.toContain(TOKEN);
    expect(spawnSync('grep', ['-rlF', TOKEN, join(site.folder, 'www')], { encoding: 'utf8' })).toMatchObject({
      stdout: '',
      status: 1,
    });
  });

  it('is an index that refuses the login: the error says so', async () => {
    vi.stubEnv('SHOP_INDEX', serverUrl().replace(PASSWORD, 'wrong-password'));
    const plan = { packages: { index_url: '!env SHOP_INDEX' } };
    await expect(site.run({ plan }, 'build', { force: true })).rejects.toMatchObject({
      code: 'INDEX_REFUSED',
      message: expect.stringMatching(/401 Client Error: Unauthorized for url: http:..127\.0\.0\.1:\d+$/),
    });
  });
});
