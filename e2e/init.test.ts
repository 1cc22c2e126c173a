import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git } from './fixture/git.js';
import { type Ended, runFck, runProgram, succeeded } from './fixture/run-fck.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';

interface SandboxHost {
  readonly address: string;
  readonly identityFile: string;
}

/** What starters make, from `fck init` to a page, with no edit. All on the host that the first one makes. */
describe.skipIf(noSandbox)(onHosts('fck init'), () => {
  const home = mkdtempSync(join(tmpdir(), 'fck-init-'));
  const env = { HOME: home, SSH_AUTH_SOCK: '' };
  let host: SandboxHost;

  async function fck(folder: string, ...args: string[]): Promise<Ended> {
    return succeeded(await runFck(join(home, folder), args, { env }), args);
  }

  function write(file: string, content: string): void {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), content, { mode: 0o600 });
  }

  async function program(line: string, cwd = '.'): Promise<void> {
    const ended = await runProgram('/bin/sh', ['-c', line], { cwd: join(home, cwd) });
    if (ended.code !== 0) throw new Error(`${line} ended with ${ended.code}:\n${ended.stderr}`);
  }

  function commit(folder: string): void {
    git(join(home, folder), 'init', '-q');
    git(join(home, folder), 'add', '-A');
    git(join(home, folder), 'commit', '-q', '-m', 'The first commit');
  }

  async function page(path: string, name?: string): Promise<{ status: number; text: string }> {
    const { stdout } = await runProgram(
      'curl',
      [
        '-s',
        '-w',
        '\n%{http_code}',
        ...(name ? ['-H', `Host: ${name}`] : []),
        `http://${host.address}${path}`,
      ],
      { cwd: home, seconds: 30 },
    );
    return { status: Number(stdout.slice(-3)), text: stdout.slice(0, -4) };
  }

  /** `fck init --yes` for the same host under a name of its own, a commit, `fck up`. */
  async function serve(folder: string): Promise<string> {
    const name = `${folder}.example.com`;
    await fck(folder, 'init', '--yes', '--host', 'lab', '--domain', name);
    commit(folder);
    await fck(folder, 'up');
    return name;
  }

  beforeAll(async () => {
    await program('python3 -m venv starter && starter/bin/pip install -q django && mkdir e2e-init');
    await program('../starter/bin/django-admin startproject shop .', 'e2e-init');
    await fck('e2e-init', 'init', '--yes', '--sandbox');
    commit('e2e-init');
    const { stdout } = await fck('e2e-init', 'sandbox', 'up', '--install-missing', '--json');
    [host] = JSON.parse(stdout);
    write(
      '.ssh/config',
      `Host lab\n  HostName ${host.address}\n  User deploy\n  IdentityFile ${host.identityFile}\n`,
    );
  });

  afterAll(async () => {
    await fck('e2e-init', 'sandbox', 'down');
    rmSync(home, { recursive: true, force: true });
  });

  it('serves what django-admin startproject makes, with its static files and database', async () => {
    await fck('e2e-init', 'up');
    expect(await page('/admin/login/')).toMatchObject({
      status: 200,
      text: expect.stringContaining('Django administration'),
    });
    expect(await page('/static/admin/css/base.css')).toMatchObject({ status: 200 });
    const { stdout } = await fck(
      'e2e-init',
      'app',
      '--',
      'python manage.py migrate --check && echo migrated',
    );
    expect(stdout).toContain('migrated');
  });

  it('serves a file with a Flask application and a requirements.txt', async () => {
    write('flask/requirements.txt', 'flask\ngunicorn\n');
    write('flask/static/note.txt', 'a static note\n');
    write(
      'flask/app.py',
      'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\ndef start():\n    return "Flask is served"\n',
    );
    const name = await serve('flask');
    expect(await page('/', name)).toEqual({ status: 200, text: 'Flask is served' });
    expect(await page('/static/note.txt', name)).toEqual({ status: 200, text: 'a static note\n' });
  });

  it('serves a FastAPI application in what uv init makes', async () => {
    write(
      'fastapi/pyproject.toml',
      '[project]\nname = "fastapi-site"\nversion = "0.1.0"\nrequires-python = ">=3.9"\ndependencies = ["fastapi", "uvicorn"]\n',
    );
    write(
      'fastapi/main.py',
      'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def start() -> dict[str, str]:\n    return {"served": "FastAPI"}\n',
    );
    const name = await serve('fastapi');
    expect(await page('/', name)).toEqual({ status: 200, text: '{"served":"FastAPI"}' });
  });
});
