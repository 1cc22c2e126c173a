import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeIndex } from './folder-index.js';
import { SiteFixture } from './site-fixture.js';

const FILES = {
  'app.py': 'from pages import TEXT\nimport web\n\nprint(TEXT, web.VERSION, open("data.txt").read())\n',
  'pages/__init__.py': 'TEXT = "hello"\n',
  'data.txt': 'data\n',
  'run.sh': '#!/bin/sh\n',
  'requirements.txt': 'web\n',
  'pyproject.toml': '[tool.black]\nline-length = 100\n',
  'test_app.py':
    'import unittest\n\n\nclass Test(unittest.TestCase):\n    def test(self):\n        from pages import TEXT\n        import web\n\n        self.assertTrue(TEXT and web.VERSION)\n',
};

describe('an application that is no package', () => {
  let site: SiteFixture;
  let index: string;
  beforeAll(async () => {
    site = new SiteFixture({ 'app.py': '' });
    // The build tools do not come from the index of the test.
    await site.run({ plan: { app: true, tests: false } });
    site.commit(FILES);
    index = join(site.folder, 'index');
    makeIndex(index, [
      ['web', '1.0', ['tools>=1']],
      ['web', '2.0', ['tools>=1']],
      ['tools', '1.5', []],
      ['tools', '1.6', []],
      ['extra', '3.0', []],
    ]);
  });
  afterAll(() => site.remove());

  const build = async (plan: object = {}, postBuild: readonly string[] = [], force = false) => {
    const options = ['--no-index', '--find-links', index];
    const outcome = await site.run(
      { plan: { pip_options: options, ...plan }, ...(postBuild.length > 0 ? { post_build: postBuild } : {}) },
      'build',
      { force },
    );
    const [build] = outcome.builds;
    return { ...outcome, build, folder: join(site.builds, build?.name ?? '') };
  };
  /** A command that notes that it ran, and where, then runs another. */
  const logged = (name: string, command: string) =>
    `echo "${name} $PWD" >>${join(site.folder, 'ran')} && ${command}`;
  /** The commands that ran since the last call. */
  const ran = () => {
    const log = join(site.folder, 'ran');
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    rmSync(log, { force: true });
    return lines.map((line) => line.split(' ')[0]);
  };
  const python = (folder: string, code: string, cwd = folder) =>
    execFileSync(join(folder, 'bin/python'), ['-c', code], { cwd, encoding: 'utf8', env: {} });
  const installed = (folder: string, content = '') =>
    readdirSync(join(folder, content))
      .filter((name) => name.endsWith('.dist-info'))
      .map((name) => name.replace('.dist-info', ''))
      .sort();

  it('is in app/ with what requirements.txt lists, and post_build runs there', async () => {
    const {
      build: made,
      folder,
      notes,
      steps,
    } = await build({}, ['python app.py', 'test -f pages/__init__.py']);
    expect(notes).toContainEqual(expect.stringContaining('requirements.txt is installed'));
    expect(steps).toContain('unit tests');
    expect(made?.workingDirectory).toBe('app');
    expect(installed(folder, made?.content)).toEqual(['tools-1.6', 'web-2.0']);
    expect(python(folder, 'import pages; print(pages.__file__)')).toBe(`${folder}/app/pages/__init__.py\n`);
    expect(filesIn(join(folder, 'app'))).toEqual(Object.keys(FILES).sort());
    expect(existsSync(join(folder, 'app/.git'))).toBe(false);
    execFileSync('sha256sum', ['--check', '--quiet', 'files.sha256'], { cwd: folder });
  });

  it('is copied with its environment if only code changed: the same bytes as from scratch', async () => {
    site.commit({ 'app.py': `${FILES['app.py']}print(2)\n`, 'more/new.py': 'X = 1\n' }, [
      'pages/__init__.py',
      'run.sh',
    ]);
    site.commit({ 'pages.py': 'TEXT = "hello again"\n' });
    const { build: made, folder, steps } = await build();
    expect(steps).not.toContain('pip install');
    expect(filesIn(join(folder, 'app'))).toEqual(
      [...Object.keys(FILES), 'more/new.py', 'pages.py']
        .filter((name) => !['pages/__init__.py', 'run.sh'].includes(name))
        .sort(),
    );
    expect(python(folder, 'import app', join(folder, 'app'))).toBe('hello again 2.0 data\n\n2\n');
    const copied = hashes(folder);
    const scratch = await build({}, [], true);
    expect(scratch.steps).toContain('pip install');
    expect(hashes(scratch.folder)).toEqual(copied);
    expect(made?.name).not.toBe(scratch.build?.name);
  });

  it('gets what hashes, -r and -c of its requirements say, as from pip itself', async () => {
    const hash = createHash('sha256')
      .update(readFileSync(join(index, 'extra-3.0-py3-none-any.whl')))
      .digest('hex');
    site.commit({
      'requirements.txt': '-r requirements/base.txt\n',
      'requirements/base.txt': '-c constraints.txt\nweb\n-e .\n',
      'requirements/constraints.txt': 'tools==1.5\nweb<2\n',
    });
    const changed = await build();
    expect(changed.steps).toContain('pip install');
    expect(installed(changed.folder, changed.build?.content)).toEqual(['tools-1.5', 'web-1.0']);

    site.commit({ 'requirements.txt': `extra==3.0 \\\n    --hash=sha256:${hash}\n` });
    const hashed = await build({ tests: false });
    expect(installed(hashed.folder, hashed.build?.content)).toEqual(['extra-3.0']);
    site.commit({ 'requirements.txt': `extra==3.0 --hash=sha256:${hash.replaceAll(/./g, '0')}\n` });
    await expect(build({ tests: false })).rejects.toMatchObject({
      code: 'PIP_INSTALL_FAILED',
      detail: expect.stringContaining('DO NOT MATCH THE HASHES'),
    });
  });

  it('has what commands before and after the installation make, of the same files only once', async () => {
    site.commit({ 'requirements.txt': 'web\n', 'assets/a.txt': 'one\n', 'pages.lock': '1\n' });
    const plan = {
      tests: false,
      before_install: [
        logged('note', 'echo "$FCK_COMMIT" >commit.txt'),
        {
          run: logged(
            'assets',
            'mkdir -p node_modules/x static && cat assets/* "$EXTRA" >static/all.txt && cp static/all.txt node_modules/x',
          ),
          env: { EXTRA: 'pages.lock' },
          inputs: ['assets/', 'pages.lock'],
          outputs: 'static/',
        },
      ],
      after_install: [
        logged('compile', "python -c \"import web; open('made.py', 'w').write('V = ' + repr(web.VERSION))\""),
        {
          run: logged(
            'collect',
            'mkdir -p collected && cp static/* collected && test -x "$VIRTUAL_ENV/bin/python"',
          ),
          inputs: ['assets'],
          outputs: ['collected'],
        },
      ],
    };
    const first = await build(plan);
    expect(ran()).toEqual(['note', 'assets', 'compile', 'collect']);
    const app = join(first.folder, 'app');
    expect(readFileSync(join(app, 'collected/all.txt'), 'utf8')).toBe('one\n1\n');
    expect(readFileSync(join(app, 'commit.txt'), 'utf8')).toContain(first.build?.commit);
    expect(python(first.folder, 'import made; print(made.V, made.__cached__)')).toMatch(/^2\.0 .*pyc\n$/);
    expect(filesIn(app).filter((file) => file.startsWith('node_modules'))).toEqual([]);

    // Code alone: what was made of the other files is there again, and the packages are copied.
    site.commit({ 'app.py': `${FILES['app.py']}print(3)\n` });
    const second = await build(plan);
    expect(ran()).toEqual(['note', 'compile']);
    expect(second.steps).not.toContain('pip install');
    expect(second.notes.filter((note) => note.startsWith('Not run again'))).toHaveLength(2);
    const copied = hashes(second.folder);
    const scratch = await build(plan, [], true);
    expect(ran()).toEqual(['note', 'assets', 'compile', 'collect']);
    expect(hashes(scratch.folder)).toEqual(copied);

    site.commit({ 'assets/b.txt': 'two\n' });
    const third = await build(plan);
    expect(ran()).toEqual(['note', 'assets', 'compile', 'collect']);
    expect(readFileSync(join(third.folder, 'app/collected/all.txt'), 'utf8')).toBe('one\ntwo\n1\n');

    // Other packages: only what depends on them.
    site.commit({ 'requirements.txt': 'web<2\n' });
    await build(plan);
    expect(ran()).toEqual(['note', 'compile', 'collect']);
  });

  it('says which command failed, and where it is written, and leaves nothing', async () => {
    const before = readdirSync(site.builds);
    const failing = build({ tests: false, before_install: ['true', 'echo no such asset >&2; exit 3'] });
    await expect(failing).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringContaining('(exit 3)'),
      detail: expect.stringContaining('no such asset'),
      where: { file: join(site.folder, 'project/fck.yaml'), line: 1, column: expect.any(Number) },
    });
    const lacking = build({ tests: false, after_install: [{ run: 'true', outputs: 'made' }] });
    await expect(lacking).rejects.toMatchObject({
      code: 'BUILD_COMMAND_FILES',
      message: expect.stringContaining('did not make made'),
    });
    const unknown = { run: 'true', inputs: 'nothing.lock', outputs: 'made' };
    await expect(build({ tests: false, before_install: [unknown] })).rejects.toMatchObject({
      message: expect.stringContaining('depends on nothing.lock'),
    });
    expect(readdirSync(site.builds)).toEqual(before);
    expect(readdirSync(join(site.folder, 'www/notes/.work'))).toEqual([]);
  });

  it('needs a file that says what it needs, or `app: true`', async () => {
    site.commit({}, ['requirements.txt']);
    await expect(build({ tests: false })).rejects.toMatchObject({
      code: 'PYTHON_NO_PROJECT',
      hint: expect.stringContaining('commit a requirements.txt'),
    });
    const { folder, build: made } = await build({ tests: false, app: true });
    expect(installed(folder, made?.content)).toEqual([]);
    expect(python(folder, 'import pages; print(pages.TEXT)')).toBe('hello again\n');
  });

  it('may be a package, too', async () => {
    site.commit({
      'pyproject.toml':
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "pages"\nversion = "1"\n[tool.setuptools]\npy-modules = ["pages"]\n',
    });
    const { build: made, folder } = await build({ tests: false, app: true, pip_options: [] });
    expect(installed(folder, made?.content)).toEqual(['pages-1']);
    expect(filesIn(join(folder, 'app'))).toContain('data.txt');
  });
});

/** Files below a folder, without bytecode. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** The hash of each file that was sealed, without those of a virtualenv, which hold its path. */
function hashes(folder: string): string[] {
  return readFileSync(join(folder, 'files.sha256'), 'utf8')
    .split('\n')
    .filter((line) => !/ \.\/(bin\/|pyvenv\.cfg)/.test(line));
}
