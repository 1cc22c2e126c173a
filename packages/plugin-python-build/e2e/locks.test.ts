import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeIndex } from './folder-index.js';
import { PackageIndex } from './package-index.js';
import { SiteFixture } from './site-fixture.js';

const programs = fileURLToPath(new URL('../python/', import.meta.url));
const run = promisify(execFile);

/** A project of one tool: its files, how the tool locks it, and a change that the lock does not follow. */
interface LockedProject {
  readonly lock: string;
  /** The tool's environment, as fck itself makes it. */
  readonly tool: 'UV' | 'POETRY' | 'PDM' | 'PIPENV';
  readonly files: (index: string, dependencies: readonly string[]) => Readonly<Record<string, string>>;
  readonly make: readonly (readonly string[])[];
  readonly groups: readonly string[];
  readonly outdated: RegExp | undefined;
}

const source = (dependencies: readonly string[], more = '') => `[project]
name = "fckt-site"
version = "1"
requires-python = ">=3.8"
dependencies = ${JSON.stringify(dependencies)}
${more}`;
const groups = '[dependency-groups]\ndev = ["fckt-devtool"]\ndocs = ["fckt-docs"]\n';
const packaged = `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[tool.setuptools]
py-modules = ["site_app"]
`;
const uvIndex = (index: string) => `[[tool.uv.index]]\nname = "test"\nurl = "${index}"\n`;
const poetry = (index: string, dependencies: readonly string[], more: string) => `[tool.poetry]
${more}
[tool.poetry.dependencies]
python = ">=3.8"
${dependencies.map((each) => each.replace(/^([\w-]+)(.*)$/, (_, name, version) => `${name} = "${version || '*'}"\n`)).join('')}
[tool.poetry.group.dev.dependencies]
fckt-devtool = "*"
[tool.poetry.group.docs.dependencies]
fckt-docs = "*"
[[tool.poetry.source]]
name = "test"
url = "${index}"
priority = "primary"
`;

const projects: Readonly<Record<string, LockedProject>> = {
  'an application of uv': {
    lock: 'uv.lock',
    tool: 'UV',
    files: (index, wanted) => ({ 'pyproject.toml': source(wanted, groups + uvIndex(index)) }),
    make: [['uv', 'lock']],
    groups: ['docs'],
    outdated: /needs to be updated/,
  },
  'a package of uv': {
    lock: 'uv.lock',
    tool: 'UV',
    files: (index, wanted) => ({ 'pyproject.toml': source(wanted, groups + uvIndex(index) + packaged) }),
    make: [['uv', 'lock']],
    groups: [],
    outdated: /needs to be updated/,
  },
  'an application of poetry': {
    lock: 'poetry.lock',
    tool: 'POETRY',
    files: (index, wanted) => ({ 'pyproject.toml': poetry(index, wanted, 'package-mode = false') }),
    make: [['poetry', 'lock']],
    groups: ['docs'],
    outdated: /changed significantly/,
  },
  'a package of poetry': {
    lock: 'poetry.lock',
    tool: 'POETRY',
    files: (index, wanted) => ({
      'pyproject.toml': `${poetry(index, wanted, 'name = "fckt-site"\nversion = "1"\ndescription = ""\nauthors = []\npackages = [{include = "site_app.py"}]')}[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n`,
    }),
    make: [['poetry', 'lock']],
    groups: [],
    outdated: /changed significantly/,
  },
  'an application of pdm': {
    lock: 'pdm.lock',
    tool: 'PDM',
    files: (index, wanted) => ({
      'pyproject.toml': source(
        wanted,
        `${groups}[[tool.pdm.source]]\nname = "pypi"\nurl = "${index}"\nverify_ssl = false\n`,
      ),
    }),
    make: [['pdm', 'lock', '-G', ':all']],
    groups: ['docs'],
    outdated: /not|does|hash|out/i,
  },
  'an application with pylock.toml': {
    lock: 'pylock.toml',
    tool: 'UV',
    files: (index, wanted) => ({
      'pyproject.toml': source(wanted, `${groups + uvIndex(index)}[tool.uv]\npackage = false\n`),
      'requirements.txt': '',
    }),
    make: [
      ['uv', 'lock'],
      [
        'uv',
        'export',
        '--locked',
        '--no-dev',
        '--format=pylock.toml',
        '--output-file=pylock.toml',
        '--quiet',
      ],
      ['rm', 'uv.lock'],
    ],
    groups: [],
    outdated: undefined,
  },
  'an application of pipenv': {
    lock: 'Pipfile.lock',
    tool: 'PIPENV',
    files: (index, wanted) => ({
      Pipfile: `[[source]]\nname = "test"\nurl = "${index}"\nverify_ssl = false\n[packages]\n${wanted
        .map((each) =>
          each.replace(/^([\w-]+)(.*)$/, (_, name, version) => `${name} = "${version || '*'}"\n`),
        )
        .join('')}[dev-packages]\nfckt-devtool = "*"\n[docs]\nfckt-docs = "*"\n`,
    }),
    make: [['pipenv', 'lock']],
    groups: ['docs'],
    outdated: /out-of-date/,
  },
};

describe('a lock file', () => {
  let site: SiteFixture;
  let index: PackageIndex;
  let wheels: string;
  let backends: string;

  beforeAll(async () => {
    site = new SiteFixture({ 'site_app.py': '' });
    wheels = join(site.folder, 'wheels');
    makeIndex(wheels, [
      ['fckt_web', '1.0', ['fckt-tools>=1']],
      ['fckt_tools', '1.5', []],
      ['fckt_devtool', '1.0', []],
      ['fckt_docs', '1.0', []],
    ]);
    index = new PackageIndex(wheels);
    await index.start();
    await site.run({ plan: { app: true, tests: false } });
    const [python = ''] = readdirSync(join(site.folder, 'www/notes/.tools'));
    backends = join(site.folder, 'www/notes/.tools', python, 'backends');
  });
  afterAll(() => {
    index.stop();
    site.remove();
  });

  const options = () => ['--extra-index-url', index.url];
  /** The folder of a tool's programs. The first call makes its environment, which fck uses, too. */
  const binOf = async (tool: string) => {
    const code = `import pathlib, sys
from backend_environments import BackendEnvironments
import lock_tools
environments = BackendEnvironments(pathlib.Path(sys.argv[1]), sys.argv[2:])
print(environments.python_with(getattr(lock_tools, "${tool}")))`;
    const { stdout } = await run(join(backends, '../bin/python'), ['-c', code, backends, ...options()], {
      env: { ...process.env, PYTHONPATH: programs },
    });
    return join(stdout.trim(), '..');
  };
  /** Writes the project and has its tool lock it. Calls are asynchronous, since this process serves the index. */
  const lock = async (
    project: LockedProject,
    dependencies: readonly string[],
    more: Record<string, string>,
  ) => {
    const place = mkdtempSync(join(site.folder, 'locking-'));
    const files = { ...project.files(index.url, dependencies), ...more };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(place, name), content);
    const env = {
      ...process.env,
      PATH: `${await binOf(project.tool)}:${process.env['PATH']}`,
      PIPENV_IGNORE_VIRTUALENVS: '1',
      PDM_CHECK_UPDATE: 'false',
    };
    for (const [program = '', ...words] of project.make) await run(program, words, { cwd: place, env });
    site.commit({ ...files, [project.lock]: readFileSync(join(place, project.lock), 'utf8') });
    return readFileSync(join(place, project.lock), 'utf8');
  };
  const buildWith = async (plan: object) => {
    const outcome = await site.run({ plan: { tests: false, pip_options: options(), ...plan } });
    const [made] = outcome.builds;
    const folder = join(site.builds, made?.name ?? '');
    const installed = readdirSync(join(folder, made?.content ?? ''))
      .filter((name) => name.endsWith('.dist-info'))
      .map((name) => name.replace('.dist-info', ''))
      .sort();
    return { ...outcome, made, folder, installed };
  };

  it.each(Object.entries(projects))('of %s is installed exactly, and nothing else', async (name, project) => {
    const isPackage = name.startsWith('a package');
    const installer = project.tool === 'UV' ? 'uv' : 'pip';
    const build = (plan: object = {}) => buildWith({ installer, ...plan });
    const own = isPackage ? ['fckt_site-1'] : [];
    for (const file of [
      'pyproject.toml',
      'Pipfile',
      'requirements.txt',
      ...Object.values(projects).map((each) => each.lock),
    ])
      if (existsSync(join(site.repo, file))) site.commit({}, [file]);
    rmSync(join(wheels, 'fckt_tools-1.6-py3-none-any.whl'), { force: true });
    await lock(project, ['fckt-web'], { 'site_app.py': 'X = 1\n' });
    // Newer than the lock.
    makeIndex(wheels, [['fckt_tools', '1.6', []]]);

    const first = await build();
    expect(first.installed).toEqual([...own, 'fckt_tools-1.5', 'fckt_web-1.0'].sort());
    expect(first.notes).toContainEqual(expect.stringContaining(`${project.lock} is installed`));
    expect(first.steps).toContain(installer === 'uv' ? 'uv pip install' : 'pip install');
    expect(first.notes.filter((text) => text.includes('instead of uv'))).toEqual([]);
    expect(first.made?.madeWith).toMatchObject({
      [project.lock]: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(first.made?.components).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'fckt-tools', version: '1.5' }),
        expect.objectContaining({ name: 'fckt-web', version: '1.0' }),
      ]),
    );
    expect(existsSync(join(first.folder, 'app/site_app.py'))).toBe(!isPackage);

    site.commit({ 'site_app.py': 'X = 2\n' });
    const second = await build();
    expect(second.steps.filter((step) => step.endsWith('pip install'))).toEqual([]);
    expect(second.steps).not.toContain('virtualenv');
    expect(second.installed).toEqual(first.installed);
    const place = isPackage ? second.made?.content : 'app';
    expect(readFileSync(join(second.folder, place ?? '', 'site_app.py'), 'utf8')).toBe('X = 2\n');

    if (project.groups.length > 0) {
      const grouped = await build({ groups: project.groups });
      expect(grouped.installed).toEqual([...first.installed, 'fckt_docs-1.0'].sort());
      await expect(build({ groups: ['nope'] })).rejects.toMatchObject({
        code: 'LOCK_UNUSABLE',
        message: expect.stringContaining('group nope'),
        hint: expect.stringContaining('docs'),
      });
    }

    await lock(project, ['fckt-web', 'fckt-docs'], {});
    const changed = await build();
    expect(changed.installed).toEqual([...own, 'fckt_docs-1.0', 'fckt_tools-1.6', 'fckt_web-1.0'].sort());

    if (project.outdated) {
      site.commit(project.files(index.url, ['fckt-web', 'fckt-devtool']));
      await expect(build()).rejects.toMatchObject({
        code: 'LOCK_UNUSABLE',
        message: expect.stringMatching(project.outdated),
        hint: expect.stringContaining(' lock`, commit'),
      });
    }
  });
});
