import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Build } from '@fck/core';
import { createFck } from '@fck/core/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendProjects, type ProjectFiles } from './backend-projects.js';

/**
 * Files that pip writes itself: RECORD lists scripts, which begin with the path of their build, and direct_url.json says from
 * where pip installed.
 */
const OF_PIP = /\/(RECORD|direct_url\.json)$|\/__pycache__\//;

describe('build backends', () => {
  let folder: string;
  let ofFck: string;
  let ofPip: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fck-backends-'));
    for (const [name, files] of Object.entries(backendProjects)) commit(join(folder, name), files);
    ofFck = (await buildWithFck({})).library;
    ofPip = installWithPip();
  });
  afterAll(() => {
    // Sealed builds are read-only.
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Builds all projects, and gives the folder of packages, and what was printed meanwhile. */
  async function buildWithFck(
    plan: object,
    { repos = Object.keys(backendProjects), force = false } = {},
  ): Promise<{ library: string; output: readonly string[] }> {
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
    fck.hooks.postBuild.tap('test', (context) => void builds.push(context.build));
    fck.hooks.event.tap('test', (event) => void (event.type === 'output' && output.push(event.text)));
    try {
      await fck.run(['build'], { force });
    } finally {
      await fck.close();
    }
    return {
      library: join(folder, 'www/all/builds', builds[0]?.name ?? '', builds[0]?.content ?? ''),
      output,
    };
  }

  function installWithPip(): string {
    const virtualenv = join(folder, 'plain');
    execFileSync('python3', ['-m', 'venv', '--without-pip', virtualenv]);
    const projects = Object.keys(backendProjects).map((name) => join(folder, name));
    execFileSync(
      'python3',
      [
        '-m',
        'pip',
        '--python',
        join(virtualenv, 'bin/python'),
        'install',
        '--quiet',
        '--no-compile',
        ...projects,
      ],
      { stdio: 'pipe' },
    );
    const [python = ''] = readdirSync(join(virtualenv, 'lib'));
    return join(virtualenv, 'lib', python, 'site-packages');
  }

  it.each(Object.keys(backendProjects))('give the files that plain pip installs: %s', (name) => {
    const plain = filesOf(ofPip, name);
    expect([...plain.keys()]).toEqual(
      expect.arrayContaining([
        `${name}/data/greeting.txt`,
        `${name}/py.typed`,
        `${name}-1.2.3.dist-info/METADATA`,
      ]),
    );
    expect(Object.fromEntries(filesOf(ofFck, name))).toEqual(Object.fromEntries(plain));
  });

  it('are not needed where only code has changed: the same bytes as from the backend', async () => {
    for (const [name, files] of Object.entries(backendProjects)) {
      // What pip has left there, when it installed the project.
      execFileSync('git', ['clean', '-fdxq'], { cwd: join(folder, name) });
      const [code = ''] = Object.keys(files).filter((file) => file.endsWith(`${name}/__init__.py`));
      commit(join(folder, name), {
        [code]: `${files[code]?.replace('1.2.3', '1.2.4')}GREETING = "hello"\n`,
        [code.replace('__init__.py', 'data/greeting.txt')]: 'Hello\n',
      });
    }
    // A new file, and other metadata.
    commit(join(folder, 'with_setup_cfg'), { 'with_setup_cfg/more.py': 'X = 1\n' });
    commit(join(folder, 'with_poetry'), { 'README.md': '# Poetry\n' });

    const { library, output } = await buildWithFck({});
    const ofCode = output.map((line) => /^make wheel of (\w+): only code has changed/.exec(line)?.[1]);
    expect(ofCode.filter((name) => name !== undefined).sort()).toEqual([
      'with_flit',
      'with_hatchling',
      'with_poetry_project',
      'with_setuptools',
    ]);
    const scratch = await buildWithFck({}, { force: true });
    expect(everyFile(library)).toEqual(everyFile(scratch.library));
    expect(everyFile(library)).toMatchObject({
      'with_setuptools/data/greeting.txt': 'Hello\n',
      'with_setup_cfg/more.py': 'X = 1\n',
      'with_flit_dynamic-1.2.4.dist-info/METADATA': expect.stringContaining('Version: 1.2.4'),
      'with_poetry-1.2.3.dist-info/METADATA': expect.stringContaining('# Poetry'),
    });
  });

  it('come from where the pip options of the plan say', async () => {
    const repo = join(folder, 'with_hatchling');
    const only = { repos: ['with_hatchling'] };
    await expect(buildWithFck({ pip_options: ['--no-index'] }, only)).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      detail: expect.stringContaining('hatchling'),
    });
    execFileSync('python3', ['-m', 'pip', 'download', '--quiet', '--dest', 'wheels', 'hatchling', 'click'], {
      cwd: repo,
      stdio: 'pipe',
    });
    commit(repo, {});
    const { library } = await buildWithFck({ pip_options: ['--no-index', '--find-links', 'wheels'] }, only);
    expect(filesOf(library, 'with_hatchling').size).toBeGreaterThan(3);
  });
});

/** The content of each file in a folder. Lists of files are without scripts, which begin with the path of their build. */
function everyFile(library: string): Record<string, string> {
  const files = readdirSync(library, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(library.length + 1), readFileSync(path, 'latin1')] as const)
    .map(([path, text]) => [
      path,
      path.endsWith('/RECORD') ? text.replace(/^\.\.\/\.\.\/\.\.\/bin\/.*\n/gm, '') : text,
    ]);
  return Object.fromEntries(files);
}

function commit(repo: string, files: ProjectFiles): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, name)), { recursive: true });
    writeFileSync(join(repo, name), content);
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: repo,
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'a project');
}

/** The content of each file that a project has in a folder of packages. */
function filesOf(library: string, name: string): Map<string, string> {
  const files = readdirSync(library, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(library.length + 1))
    .filter((path) => path.startsWith(`${name}/`) || path.startsWith(`${name}-`))
    .filter((path) => !OF_PIP.test(path));
  return new Map(files.sort().map((path) => [path, readFileSync(join(library, path), 'latin1')]));
}
