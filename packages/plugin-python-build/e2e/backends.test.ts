import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Build } from '@fck/core';
import { createFck } from '@fck/core/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendProjects, compiledProjects, type ProjectFiles } from './backend-projects.js';

/** Files that pip writes itself: RECORD lists scripts, which differ in paths, and direct_url.json says from where pip installed. */
const OF_PIP = /\/(RECORD|direct_url\.json)$|\/__pycache__\/|^\.\./;
/** Debug information holds the folder of the sources. */
process.env['CFLAGS'] = '-g0';

const hasCompiler = spawnSync('cc', ['--version']).status === 0;
const projects = { ...backendProjects, ...(hasCompiler ? compiledProjects : {}) };
const names = Object.keys(projects);
/** Plugins of setuptools count for every project beside them, so that these have an environment of their own. */
const READ_GIT = ['with_setuptools_scm', 'with_hatch_vcs'];
const OF_MISSING_DATA = [
  expect.stringMatching(
    /"with_setup_cfg" does not have a file of its packages: with_setup_cfg\/templates\/page\.html\./,
  ),
];
const BACKENDS = ['setuptools', 'wheel', 'poetry-core', 'hatchling', 'flit-core', 'pdm-backend', 'uv_build'];
const WITH_COMPILER = ['scikit-build-core', 'cmake', 'meson-python', 'meson', 'ninja'];

describe('build backends', () => {
  let folder: string;
  /** The packages of the last build that pip has installed. */
  let pipLibrary: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fck-backends-'));
    for (const name of names) {
      commit(join(folder, name), projects[name] ?? {});
      git(join(folder, name), 'tag', 'v1.2.3');
    }
    environment('backends', [...BACKENDS, ...(hasCompiler ? WITH_COMPILER : [])]);
    environment('backends-git', ['setuptools', 'setuptools-scm', 'hatchling', 'hatch-vcs']);
  });
  afterAll(() => {
    // Sealed builds are read-only.
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Builds all projects, and gives the folder of packages, and what was printed meanwhile. */
  async function buildWithFck(
    plan: object,
    { repos = names, force = false } = {},
  ): Promise<{ library: string; output: readonly string[]; warnings: readonly string[] }> {
    const project = join(folder, 'project');
    mkdirSync(project, { recursive: true });
    const config = {
      name: 'all',
      root: join(folder, 'www'),
      plugins: ['git', 'python-build'],
      repos: Object.fromEntries(repos.map((name) => [name, { path: join(folder, name) }])),
      roles: { builder: { hosts: ['local'], build: { plan: { tests: false, ...plan } } } },
    };
    writeFileSync(join(project, 'fck.json'), JSON.stringify(config));
    const fck = await createFck({ cwd: project, resolveFrom: import.meta.url });
    const builds: Build[] = [];
    const output: string[] = [];
    const warnings: string[] = [];
    fck.hooks.postBuild.tap('test', (context) => void builds.push(context.build));
    fck.hooks.event.tap('test', (event) => {
      if (event.type === 'output') output.push(event.text);
      if (event.type === 'note' && event.level === 'warn') warnings.push(event.text);
    });
    try {
      await fck.run(['build'], { force });
    } finally {
      await fck.close();
    }
    return {
      library: join(folder, 'www/all/builds', builds[0]?.name ?? '', builds[0]?.content ?? ''),
      output,
      warnings,
    };
  }

  const pythonOf = (name: string) => join(folder, 'virtualenvs', name, 'bin/python');

  function environment(name: string, packages: readonly string[]): void {
    execFileSync('python3', ['-m', 'venv', '--without-pip', join(folder, 'virtualenvs', name)]);
    pip('python3', ['--python', pythonOf(name), 'install', '--quiet', 'pip', ...packages]);
  }

  const pip = (python: string, args: readonly string[], cwd = folder) => {
    // Backends start programs of their environment.
    const env = { ...process.env, PATH: `${dirname(python)}:${process.env['PATH']}` };
    execFileSync(python, ['-m', 'pip', ...args], { cwd, env, stdio: 'pipe' });
  };

  /** What `pip install` makes of these projects, with backends that are there already. */
  function installWithPip(round: string): string {
    const wheels = join(folder, 'wheels', round);
    const sources = (name: string) => join(folder, 'sources', round, name);
    for (const name of names) cpSync(join(folder, name), sources(name), { recursive: true });
    const without = ['--quiet', '--no-deps', '--no-build-isolation', '--no-index'];
    for (const [backends, some] of [
      ['backends', names.filter((name) => !READ_GIT.includes(name))],
      ['backends-git', READ_GIT],
    ] as const)
      pip(pythonOf(backends), ['wheel', ...without, '--wheel-dir', wheels, ...some.map(sources)]);
    const virtualenv = join(folder, 'plain', round);
    execFileSync('python3', ['-m', 'venv', '--without-pip', virtualenv]);
    pip('python3', [
      ...['--python', join(virtualenv, 'bin/python'), 'install', '--quiet', '--no-deps', '--no-index'],
      '--no-compile',
      ...readdirSync(wheels).map((name) => join(wheels, name)),
    ]);
    const [python = ''] = readdirSync(join(virtualenv, 'lib'));
    return join(virtualenv, 'lib', python, 'site-packages');
  }

  const ALONE = { pip_options: ['--no-deps'] };

  it('give the files that plain pip installs', async () => {
    const { library, warnings } = await buildWithFck(ALONE);
    const plain = installWithPip('first');
    for (const name of names) {
      const files = filesOf(plain, name);
      expect(Object.keys(files).filter((path) => /greeting.txt|py.typed|METADATA/.test(path))).toHaveLength(
        3,
      );
      expect(filesOf(library, name)).toEqual(files);
    }
    expect(versionIn(library, 'with_hatch_vcs')).toBe('1.2.3');
    expect(warnings).toEqual([]);
  });

  it('are not needed where only code has changed, and give what plain pip installs where they are', async () => {
    for (const name of names) {
      const files = projects[name] ?? {};
      const [code = ''] = Object.keys(files).filter((file) => file.endsWith(`${name}/__init__.py`));
      commit(join(folder, name), {
        [code]: `${files[code]?.replace('1.2.3', '1.2.4')}GREETING = "hello"\n`,
        [code.replace('__init__.py', 'data/greeting.txt')]: 'Hello\n',
      });
    }
    // A new file, other metadata, and a new requirement.
    commit(join(folder, 'with_setup_cfg'), {
      'with_setup_cfg/more.py': 'X = 1\n',
      'with_setup_cfg/templates/page.html': 'not among the package data\n',
    });
    commit(join(folder, 'with_poetry'), { 'README.md': '# Poetry\n' });
    commit(join(folder, 'with_manifest'), { 'requirements.txt': 'click>=8\nmarkupsafe\n' });

    const { library, output, warnings } = await buildWithFck(ALONE);
    pipLibrary = library;
    expect(warnings).toEqual(OF_MISSING_DATA);
    const ofCode = output.map((line) => /^make wheel of (\w+): only code has changed/.exec(line)?.[1]);
    expect(ofCode.filter((name) => name !== undefined).sort()).toEqual([
      'with_flit',
      'with_hatchling',
      'with_namespace',
      'with_poetry_project',
      'with_setuptools',
    ]);
    const plain = installWithPip('second');
    for (const name of names) expect(filesOf(library, name)).toEqual(filesOf(plain, name));
    expect(versionIn(library, 'with_flit_dynamic')).toBe('1.2.4');
    expect(versionIn(library, 'with_setuptools_scm')).toMatch(/^1\.2\.4\.dev1\+g/);
    expect(filesOf(library, 'with_manifest')['with_manifest-1.2.3.dist-info/METADATA']).toContain(
      'Requires-Dist: markupsafe',
    );
  });

  it('make another build for a new tag on the same commit', async () => {
    git(join(folder, 'with_hatch_vcs'), 'tag', 'v2.0');
    const { library, warnings } = await buildWithFck({ ...ALONE, installer: 'uv' });
    expect(versionIn(library, 'with_hatch_vcs')).toBe('2.0');
    // uv leaves what pip has left.
    for (const name of names.filter((each) => each !== 'with_hatch_vcs'))
      expect(filesOf(library, name)).toEqual(filesOf(pipLibrary, name));
    // Also without the backend.
    expect(warnings).toEqual(OF_MISSING_DATA);
  });

  it('come from where the pip options of the plan say', async () => {
    const repo = join(folder, 'with_hatchling');
    const only = { repos: ['with_hatchling'] };
    await expect(buildWithFck({ pip_options: ['--no-index'] }, only)).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      detail: expect.stringContaining('hatchling'),
    });
    pip('python3', ['download', '--quiet', '--dest', 'wheels', 'hatchling', 'click'], repo);
    commit(repo, {});
    const { library } = await buildWithFck({ pip_options: ['--no-index', '--find-links', 'wheels'] }, only);
    expect(Object.keys(filesOf(library, 'with_hatchling')).length).toBeGreaterThan(3);
  });
});

function commit(repo: string, files: ProjectFiles): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, name)), { recursive: true });
    writeFileSync(join(repo, name), content);
  }
  git(repo, 'init', '--quiet', '--initial-branch=main');
  git(repo, 'add', '--all');
  git(repo, 'commit', '--quiet', '-m', 'a project');
}

function git(repo: string, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  execFileSync('git', [...identity, ...args], { cwd: repo, stdio: 'pipe' });
}

function infoOf(library: string, name: string): string {
  return readdirSync(library).find((folder) => folder.startsWith(`${name}-`)) ?? '';
}

function versionIn(library: string, name: string): string | undefined {
  return /^Version: (.*)$/m.exec(readFileSync(join(library, infoOf(library, name), 'METADATA'), 'utf8'))?.[1];
}

/** The content of each file that a project has in a folder of packages, as its RECORD lists them. */
function filesOf(library: string, name: string): Record<string, string> {
  const record = readFileSync(join(library, infoOf(library, name), 'RECORD'), 'utf8');
  const paths = record.split('\n').flatMap((line) => line.split(',')[0] || []);
  const files = paths.filter((path) => !OF_PIP.test(`/${path}`) && !OF_PIP.test(path)).sort();
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(library, path), 'latin1')]));
}
