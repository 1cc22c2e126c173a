import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Build, isFckError } from '@fck/core';
import { createFck } from '@fck/core/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('a build made by a command', () => {
  let folder: string;
  let repo: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fck-command-'));
    repo = join(folder, 'pages');
    mkdirSync(repo);
    git('init', '--quiet');
    commit({
      'index.html': '<h1>Pages</h1>\n',
      'build.json': '{}\n',
      'make.sh': 'mkdir dist; cp *.html *.json dist\n',
    });
  });
  afterEach(() => {
    // Sealed builds are read-only.
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
      cwd: repo,
      encoding: 'utf8',
    }).trim();

  function commit(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(repo, name), text);
    git('add', '.');
    git('commit', '--quiet', '-m', 'Change');
  }

  interface Made {
    readonly build: Build;
    readonly path: string;
    /** Its files below `app`. */
    readonly files: readonly string[];
    /** All events of the run, as JSON. */
    readonly events: string;
  }

  async function build(
    section: object,
    { repos = { pages: { path: repo } }, env = {} }: { repos?: object; env?: Record<string, string> } = {},
  ): Promise<Made> {
    const project = join(folder, 'project');
    mkdirSync(project, { recursive: true });
    const text = JSON.stringify({
      name: 'site',
      root: join(folder, 'www'),
      plugins: ['git', 'command'],
      repos,
      roles: { web: { hosts: ['local'], build: section } },
    });
    // A tag of YAML, which JSON cannot hold.
    writeFileSync(join(project, 'fck.yaml'), text.replace('"!env TOKEN"', '!env TOKEN'));
    const fck = await createFck({
      cwd: project,
      resolveFrom: import.meta.url,
      env: { ...process.env, ...env },
    });
    const builds: Build[] = [];
    const events: string[] = [];
    fck.hooks.postBuild.tap('test', (context) => void builds.push(context.build));
    fck.hooks.event.tap('test', (event) => void events.push(JSON.stringify(event)));
    try {
      await fck.run(['build']);
    } finally {
      await fck.close();
    }
    const [made] = builds;
    if (!made) throw new Error('no build was made');
    const path = join(folder, 'www/site/builds', made.name);
    return { build: made, path, files: namesIn(join(path, 'app')), events: events.join('\n') };
  }

  const namesIn = (path: string) => (existsSync(path) ? readdirSync(path).sort() : []);
  const buildsThere = () => namesIn(join(folder, 'www/site/builds')).filter((name) => !name.startsWith('.'));

  it('is the content of the folder that the command made', async () => {
    const { path, files, build: made } = await build({ command: 'sh make.sh', artifact: 'dist' });
    expect(files).toEqual(['build.json', 'index.html']);
    expect(readFileSync(join(path, 'app/index.html'), 'utf8')).toBe('<h1>Pages</h1>\n');
    expect(made).toMatchObject({
      content: 'app',
      sources: [{ repo: 'pages', commit: git('rev-parse', 'HEAD') }],
    });
    expect(existsSync(join(folder, 'www/site/.work/web'))).toBe(false);
  });

  it('is the whole repository without git, if nothing else is said', async () => {
    const { files, path } = await build({ command: 'printf %s "$FCK_BUILD $FCK_COMMIT" > made' });
    expect(files).toEqual(['build.json', 'index.html', 'made', 'make.sh']);
    const [name, commitId] = readFileSync(join(path, 'app/made'), 'utf8').split(' ');
    expect({ name, commitId }).toEqual({ name: path.split('/').at(-1), commitId: git('rev-parse', 'HEAD') });
  });

  it('keeps the paths of a list, and takes a single file', async () => {
    const command = 'mkdir -p bin && echo run > bin/server';
    const listed = await build({ command, artifact: ['bin/server', 'index.html'] });
    expect(listed.files).toEqual(['bin', 'index.html']);
    expect(namesIn(join(listed.path, 'app/bin'))).toEqual(['server']);
    expect((await build({ command, artifact: 'bin/server' })).files).toEqual(['server']);
  });

  it('is kept while nothing changes, and made again once the commit, the command or a variable does', async () => {
    const command = { run: 'echo "$GREETING" > made', env: { GREETING: 'hello' } };
    const first = await build({ command });
    await expect(build({ command })).rejects.toThrow('no build was made');
    expect(buildsThere()).toEqual([first.build.name]);
    const second = await build({ command: { ...command, env: { GREETING: 'good morning' } } });
    expect(readFileSync(join(second.path, 'app/made'), 'utf8')).toBe('good morning\n');
    commit({ 'index.html': '<h1>New</h1>\n' });
    const third = await build({ command: { ...command, env: { GREETING: 'good morning' } } });
    expect([second, third].map(({ build: { number } }) => number)).toEqual([2, 3]);
  });

  it('does not show a secret variable', async () => {
    const command = {
      run: 'printf %s "$TOKEN" | wc -c > length; echo "got $TOKEN"',
      env: { TOKEN: '!env TOKEN' },
    };
    const { path, events } = await build({ command }, { env: { TOKEN: 'tiger-lily-77' } });
    expect(readFileSync(join(path, 'app/length'), 'utf8').trim()).toBe('13');
    expect(events).not.toContain('tiger-lily');
    expect(readFileSync(join(path, 'build.json'), 'utf8')).not.toContain('tiger-lily');
  });

  it.each([
    ['fails', { command: 'echo too bad >&2; exit 3' }, 'COMMAND_FAILED', 'too bad'],
    ['makes nothing', { command: 'mkdir dist', artifact: 'dist' }, 'ARTIFACT_MISSING', 'made no "dist"'],
    [
      'makes less',
      { command: 'true', artifact: ['index.html', 'app.js'] },
      'ARTIFACT_MISSING',
      'made no "app.js"',
    ],
  ])('is not made if the command %s, and nothing is left', async (_, section, code, says) => {
    const error = await build(section).catch((thrown: unknown) => thrown);
    if (!isFckError(error)) throw error;
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.detail ?? ''}`).toContain(says);
    expect(buildsThere()).toEqual([]);
    expect(existsSync(join(folder, 'www/site/.work/web'))).toBe(false);
  });

  it.each([
    ['of several repositories, none is named', { command: 'true' }, 'the project has 2'],
    ['the repository is unknown', { command: { run: 'true', repo: 'shop' } }, 'names the repository "shop"'],
    ['an artifact without a command', { artifact: 'dist' }, 'no command that makes it'],
    [
      'an artifact outside',
      { command: { run: 'true', repo: 'pages' }, artifact: '../x' },
      'inside the repository',
    ],
  ])('is refused before any host is touched: %s', async (_, section, says) => {
    const repos = { pages: { path: repo }, docs: { path: repo } };
    await expect(build(section, { repos })).rejects.toThrow(says);
    expect(existsSync(join(folder, 'www'))).toBe(false);
  });
});
