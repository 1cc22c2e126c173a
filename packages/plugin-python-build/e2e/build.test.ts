import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sbomProblems } from '../../../e2e/fixture/sbom.js';
import { SiteFixture } from './site-fixture.js';

describe('build: plan', () => {
  let site: SiteFixture;
  beforeAll(() => {
    site = new SiteFixture();
    // None of what a login user may have set is to reach a build.
    for (const name of ['PYTHONHOME', 'PYTHONPATH', 'PIP_PREFIX', 'PIP_ROOT', 'PIP_TARGET'])
      vi.stubEnv(name, join(site.folder, 'elsewhere'));
    vi.stubEnv('PIP_NO_DEPS', '1');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    site.remove();
  });

  const plan = { repos: '__all__', interpreter: 'python3', tarball: true };
  const made = () => readdirSync(site.builds).sort();

  it('makes a build that runs, is tested, sealed and packed', async () => {
    const { builds, steps } = await site.run({ plan });
    const [build] = builds;
    expect(build?.name).toMatch(/^notes_00001_[0-9a-f]{7}$/);
    const folder = join(site.builds, build?.name ?? '');
    expect(steps).toContain('unit tests');

    const answer = execFileSync(
      join(folder, 'bin/python'),
      [
        '-c',
        'from flask_notes import create_app; print(create_app().test_client().get("/health").json["status"])',
      ],
      { encoding: 'utf8', env: { NOTES_DATA: join(site.folder, 'data') } },
    );
    expect(answer.trim()).toBe('ok');
    execFileSync('sha256sum', ['--check', '--quiet', 'files.sha256'], { cwd: folder });
    expect(existsSync(join(folder, build?.content ?? '', 'flask_notes/static/style.css'))).toBe(true);
    expect(made()).toEqual([build?.name, `${build?.name}.tar.gz`]);

    const packages = readdirSync(join(folder, build?.content ?? ''));
    expect(packages).toContain('flask');
    expect(packages).not.toContain('pytest');
    expect(packages).not.toContain('pip');
  });

  it('records its packages with hashes and tools, and has an SBOM', async () => {
    const { build, sbom, inBuild } = await site.describe();
    expect(build.components).toContainEqual({
      name: 'flask',
      version: expect.stringMatching(/^\d/),
      purl: expect.stringMatching(/^pkg:pypi\/flask@\d/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(build.components).toContainEqual({ name: 'flask-notes', version: expect.any(String) });
    expect(build.madeWith).toMatchObject({
      Python: expect.stringMatching(/^3\.\d+\.\d+/),
      pip: expect.any(String),
      setuptools: expect.any(String),
    });
    expect(sbomProblems(sbom)).toEqual([]);
    expect(sbomProblems(inBuild)).toEqual([]);
    expect(JSON.stringify(sbom)).toContain('"SHA-256"');
    expect(JSON.stringify(inBuild)).not.toContain('"SHA-256"');
  });

  it('compiles the same bytes for the same sources, and forgets where they came from', async () => {
    const { builds } = await site.run({ plan }, 'build', { force: true });
    const [first, second] = ['notes_00001_', 'notes_00002_'].map((prefix) => {
      const name = made().find((entry) => entry.startsWith(prefix) && !entry.endsWith('.gz')) ?? '';
      return fingerprints(join(site.builds, name, builds[0]?.content ?? ''));
    });
    expect([...(first?.keys() ?? [])].filter((file) => file.endsWith('.pyc')).length).toBeGreaterThan(100);
    const differing = [...(first ?? [])]
      .filter(([file, bytes]) => second?.get(file) !== bytes)
      .map(([file]) => file);
    // Lists of files hold the hashes of scripts, which begin with the path of their build.
    expect(differing.filter((file) => !file.endsWith('/RECORD'))).toEqual([]);
  });

  it('has the same checksum, whichever builder makes it', async () => {
    const other = new SiteFixture();
    try {
      const bare = { plan: { ...plan, tests: false, tarball: false } };
      const [first] = (await other.run(bare)).builds;
      // A builder that has never built anything.
      renameSync(join(other.folder, 'www'), join(other.folder, 'first'));
      const [second] = (await other.run(bare)).builds;
      const listed = (folder: string) =>
        readFileSync(join(other.folder, folder, 'notes/builds', first?.name ?? '', 'files.sha256'), 'utf8');
      expect(listed('www')).toBe(listed('first'));
      expect(second?.checksum).toBe(first?.checksum);
      // The same packages, scripts and lists of files from uv.
      renameSync(join(other.folder, 'www'), join(other.folder, 'second'));
      const third = await other.run({ plan: { ...bare.plan, installer: 'uv' } });
      expect(third.steps).toContain('uv pip install');
      expect(third.notes.filter((text) => text.includes('instead of uv'))).toEqual([]);
      expect(listed('www')).toBe(listed('first'));
    } finally {
      other.remove();
    }
  });

  it('keeps the build if nothing changed, and packs it if its archive is gone', async () => {
    const before = made();
    rmSync(join(site.builds, before.at(-1) ?? ''));
    const { notes } = await site.run({ plan });
    expect(notes).toContain(`Nothing changed since ${before.at(-2)}: kept.`);
    expect(made()).toEqual(before);
  });

  it('takes over what did not change: the same bytes as of a build from scratch', async () => {
    const pyproject = (version: string) =>
      `${readFileSync(join(site.repo, 'pyproject.toml'), 'utf8').replace(/^version = .*$/m, `version = "${version}"`)}
[project.scripts]
notes = "flask_notes:create_app"
`;
    const before = pyproject('1.1');
    const after = pyproject('1.2');
    site.commit({ 'src/flask_notes/surplus.py': 'X = 1\n', 'pyproject.toml': before });
    await site.run({ plan: { tests: false } });
    site.commit({ 'src/flask_notes/more.py': 'Y = 2\n', 'pyproject.toml': after }, [
      'src/flask_notes/surplus.py',
    ]);
    const { builds, steps } = await site.run({ plan: { tests: false } });
    expect(steps).toContain('package and install flask-notes');
    expect(steps).not.toContain('virtualenv');
    const list = join(site.builds, builds[0]?.name ?? '', 'files.sha256');
    const copied = readFileSync(list, 'utf8');
    const recorded = (await site.describe()).build.components;
    expect(recorded).toContainEqual(expect.objectContaining({ name: 'flask', sha256: expect.any(String) }));
    expect(copied).toContain('flask_notes/more.py');
    expect(copied).toContain('./bin/notes\n');
    expect(copied).toContain('flask_notes-1.2.dist-info/RECORD');
    expect(copied).not.toMatch(/surplus|flask_notes-1\.1/);

    execFileSync('sh', ['-c', `chmod -R u+w ${dirname(list)} && rm -r ${dirname(list)}`]);
    await site.run({ plan: { tests: false } }, 'build', { force: true });
    expect(readFileSync(list, 'utf8').split('\n')).toEqual(copied.split('\n'));
    expect((await site.describe()).build.components).toEqual(recorded);
  });

  it('makes no build if a test fails, and shows the end of what it printed', async () => {
    site.commit({ 'tests/test_wrong.py': 'def test_wrong():\n    assert "this is" == "wrong"\n' });
    const before = made();
    await expect(site.run({ plan })).rejects.toMatchObject({
      code: 'TESTS_FAILED',
      detail: expect.stringContaining('test_wrong'),
    });
    expect(made()).toEqual(before);
    expect(readdirSync(join(site.folder, 'www/notes/.work'))).toEqual([]);
  });

  it('builds it untested if told so, and runs post_build in it', async () => {
    const post_build = [
      'python -c "import flask_notes; print(flask_notes.__file__)" > where',
      'echo "$FCK_BUILD" >> where',
    ];
    const { builds } = await site.run({ plan: { tests: false }, post_build });
    const folder = join(site.builds, builds[0]?.name ?? '');
    expect(readFileSync(join(folder, 'where'), 'utf8')).toBe(
      `${folder}/${builds[0]?.content}/flask_notes/__init__.py\n${builds[0]?.name}\n`,
    );
    execFileSync('sha256sum', ['--check', '--quiet', 'files.sha256'], { cwd: folder });
    expect(statSync(join(folder, 'where')).mode & 0o222).toBe(0);
  });

  it('leaves no build behind if post_build fails', async () => {
    const before = made();
    site.commit({ 'src/flask_notes/migrated.py': '' });
    const broken = site.run({ plan: { tests: false }, post_build: ['echo half > half', 'exit 3'] });
    await expect(broken).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    expect(made()).toEqual(before);
  });

  it('warns of a database that the build makes read-only', async () => {
    const database = Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(84)]);
    writeFileSync(join(site.repo, 'notes.sqlite3'), database);
    site.commit();
    const { notes } = await site.run({ plan: { tests: false } });
    expect(notes).toContainEqual(expect.stringContaining('a database of SQLite (notes.sqlite3)'));
    site.commit({}, ['notes.sqlite3']);
  });

  it('changes nothing in a dry run', async () => {
    const before = made();
    const commands = { before_install: ['npm run build'], after_install: ['python -m shop compile'] };
    const { planned } = await site.run({ plan: { ...plan, ...commands } }, 'build', { dryRun: true });
    expect(made()).toEqual(before);
    expect(planned).toEqual(expect.arrayContaining(['npm run build', 'python -m shop compile']));
  });

  it('of commands that change packages is not copied: later builds are as from scratch', async () => {
    const after = {
      tests: false,
      after_install: ['cd $VIRTUAL_ENV/lib/*/site-packages && date +%N >flask_notes/made.txt'],
    };
    const { builds } = await site.run({ plan: after });
    expect(
      existsSync(join(site.builds, builds[0]?.name ?? '', builds[0]?.content ?? '', 'flask_notes/made.txt')),
    ).toBe(true);
    const { builds: next, notes, steps } = await site.run({ plan: { tests: false } });
    expect(steps).toContain('virtualenv');
    expect(notes).toContainEqual(expect.stringContaining('All packages are installed from scratch'));
    expect(
      existsSync(join(site.builds, next[0]?.name ?? '', next[0]?.content ?? '', 'flask_notes/made.txt')),
    ).toBe(false);
  });

  it('of a repository that is no project shows a pyproject.toml that makes it one', async () => {
    const plain = new SiteFixture({
      'app/__init__.py': 'from greeting import TEXT\n',
      'app/pages/__init__.py': '',
      'app/pages/index.html': '<p>',
      'greeting.py': 'TEXT = "hello"\n',
      'assets/style.css': '',
      'lib/pyproject.toml':
        '[project]\nname = "inner-lib"\nversion = "1"\n[tool.setuptools]\npy-modules = ["inner_lib"]\n',
      'lib/inner_lib.py': 'X = 1\n',
    });
    try {
      const failure = await plain.run({ plan }).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 'PYTHON_NO_PROJECT',
        hint: expect.stringContaining('requirements.txt'),
      });
      plain.commit({
        'pyproject.toml': String(Reflect.get(Object(failure), 'detail')),
        'requirements.txt': 'click>=8\n-e ./lib\n',
      });
      const { builds } = await plain.run({ plan: { requirements: 'requirements.txt' } });
      const folder = join(plain.builds, builds[0]?.name ?? '');
      const code = 'import app, click, inner_lib; print(app.TEXT, inner_lib.__file__)';
      const answer = execFileSync(join(folder, 'bin/python'), ['-c', code], {
        encoding: 'utf8',
        env: {},
      });
      expect(answer).toBe(`hello ${folder}/${builds[0]?.content}/inner_lib.py\n`);
      expect(existsSync(join(folder, builds[0]?.content ?? '', 'app/pages/index.html'))).toBe(true);
    } finally {
      plain.remove();
    }
  });

  it('says what to write instead of an interpreter that the system does not offer', async () => {
    const failure = site.run({ plan: { interpreter: 'python3.99' } });
    await expect(failure).rejects.toMatchObject({
      hint: expect.stringContaining('has no package python3.99'),
    });
  });

  it('says which interpreter is missing', async () => {
    await expect(site.run({ plan: { interpreter: 'python2.6' } })).rejects.toMatchObject({
      code: 'PYTHON_MISSING',
      message: expect.stringContaining('python2.6'),
      hint: expect.stringContaining('python3'),
    });
  });
});

/** The hash of every file below a folder. */
function fingerprints(folder: string): Map<string, string> {
  const list = execFileSync('sh', ['-c', 'find . -type f -exec sha256sum {} +'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return new Map(
    list
      .trim()
      .split('\n')
      .map((line) => [line.slice(66), line.slice(0, 64)]),
  );
}
