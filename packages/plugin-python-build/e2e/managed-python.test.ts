import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Build } from '@fck/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SiteFixture } from './site-fixture.js';

/** Packs the system's Python as those that uv brings are packed. Prints its version. */
const PACK = `
import pathlib, sys, sysconfig, tarfile
left = {"test", "idlelib", "tkinter", "site-packages", "dist-packages", "__pycache__"}
minor = "python%d.%d" % sys.version_info[:2]
program = pathlib.Path(getattr(sys, "_base_executable", sys.executable)).resolve()
with tarfile.open(sys.argv[1], "w:gz", compresslevel=1) as archive:
    archive.add(program, f"python/bin/{minor}")
    archive.add(
        sysconfig.get_path("stdlib"),
        f"python/lib/{minor}",
        filter=lambda item: None if left & set(item.name.split("/")) or "/config-" in item.name else item,
    )
print("%d.%d.%d" % sys.version_info[:3])
`;

describe('an interpreter that the system does not have', () => {
  let site: SiteFixture;
  let server: Server;
  let version: string;
  let url: string;

  beforeAll(async () => {
    site = new SiteFixture({
      'pyproject.toml': `[build-system]
requires = ["setuptools>=64"]
build-backend = "setuptools.build_meta"
[project]
name = "shop"
version = "1.0"
[project.scripts]
shop = "shop:main"
[tool.setuptools]
py-modules = ["shop"]
`,
      'shop.py': 'import sys\n\ndef main():\n    print(sys.base_prefix)\n',
    });
    const archive = join(site.folder, 'python.tar.gz');
    version = execFileSync('python3', ['-c', PACK, archive], { encoding: 'utf8' }).trim();
    server = createServer((request, response) => {
      const list = JSON.stringify(downloads(version, `${url}/python.tar.gz`, readFileSync(archive)));
      response.end(request.url === '/python.tar.gz' ? readFileSync(archive) : list);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
    site.remove();
  });

  const folderOf = (build: Build | undefined) => join(site.builds, build?.name ?? '');
  const prefixIn = (folder: string) => execFileSync(join(folder, 'bin/shop'), { encoding: 'utf8' }).trim();

  it('is brought once, and each build has its own', async () => {
    const plan = {
      tests: false,
      interpreter: `python${version}`,
      managed_python: `${url}/downloads.json`,
    };
    const first = await site.run({ plan });
    expect(first.steps).toContain(`bring python${version}`);
    const before = folderOf(first.builds[0]);
    const minor = version.replace(/\.\d+$/, '');
    expect(first.builds[0]?.platform).toMatchObject({ interpreter: `python/bin/python${minor}` });
    expect(prefixIn(before)).toBe(join(before, 'python'));
    execFileSync('sha256sum', ['--check', '--quiet', 'files.sha256'], { cwd: before });
    expect(readFileSync(join(before, 'files.sha256'), 'utf8')).toMatch(/python\/lib\/.*__pycache__\/os\./);

    server.close();
    server.closeAllConnections();
    site.commit({ 'shop.py': 'import sys\n\ndef main():\n    print(sys.base_prefix + " again")\n' });
    const second = await site.run({ plan });
    expect(second.steps).not.toContain(`bring python${version}`);
    expect(second.steps).not.toContain('virtualenv');
    const after = folderOf(second.builds[0]);

    // Neither needs anything outside of it.
    for (const place of [before, join(site.folder, 'www/notes/.tools')]) {
      execFileSync('chmod', ['-R', 'u+w', place]);
      rmSync(place, { recursive: true });
    }
    expect(prefixIn(after)).toBe(`${join(after, 'python')} again`);
  });

  it('that cannot be brought is named, with the place where it was looked for', async () => {
    const plan = { interpreter: 'python3.99', managed_python: 'http://127.0.0.1:9/downloads.json' };
    await expect(site.run({ plan })).rejects.toMatchObject({
      code: 'PYTHON_NOT_BROUGHT',
      message: expect.stringMatching(/"python3\.99" to .* from http:\/\/127\.0\.0\.1:9\/downloads\.json/),
      detail: expect.stringContaining('127.0.0.1:9'),
    });
  });
});

/** A list as uv reads it. */
function downloads(version: string, url: string, archive: Buffer) {
  const family = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const [major, minor, patch] = version.split('.').map(Number);
  return {
    [`cpython-${version}-linux-${family}-gnu`]: {
      ...{ name: 'cpython', arch: { family, variant: null }, os: 'linux', libc: 'gnu', major, minor, patch },
      ...{ prerelease: '', url, sha256: createHash('sha256').update(archive).digest('hex') },
      ...{ variant: null, build: '20260101' },
    },
  };
}
