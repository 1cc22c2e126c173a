import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFckError } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { createFck } from '@fck/core/host';
import aws from '@fck/plugin-aws';
import awsFleet from '@fck/plugin-aws-fleet';
import distribute from '@fck/plugin-distribute';
import git from '@fck/plugin-git';
import nginxGunicorn from '@fck/plugin-nginx-gunicorn';
import pythonBuild from '@fck/plugin-python-build';
import sandbox from '@fck/plugin-sandbox';
import supervisor from '@fck/plugin-supervisor';
import systemd from '@fck/plugin-systemd';
import { describe, expect, it, onTestFinished } from 'vitest';

const official = [git, pythonBuild, distribute, supervisor, systemd, nginxGunicorn, aws, awsFleet, sandbox];
const env = { AWS_ACCESS_KEY_ID: 'AKIA-OF-TESTS', AWS_SECRET_ACCESS_KEY: 'secret-of-tests' };

/** Files of fabcloudkit's, of all its releases. */
const corpus = fileURLToPath(new URL('../../../e2e/fixture/ancestor-corpus', import.meta.url));

/** A copy of the files of one folder, with these changed. */
function copyOf(folder: string, changed: Readonly<Record<string, string>> = {}): string {
  const copy = mkdtempSync(join(tmpdir(), 'fck-ancestor-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(join(corpus, folder), copy, { recursive: true });
  for (const [file, text] of Object.entries(changed)) writeFileSync(join(copy, file), text);
  return copy;
}

async function load(cwd: string, configFile?: string): Promise<FckContainer> {
  const fck = await createFck({
    cwd,
    env,
    defaultPlugins: official,
    ...(configFile === undefined ? {} : { configFile: join(cwd, configFile) }),
  });
  onTestFinished(() => fck.close());
  return fck;
}

/** What `fck config` shows. */
async function shown(cwd: string, configFile?: string) {
  // Its shape is what describeConfig documents.
  return (await load(cwd, configFile)).describeConfig() as {
    root: string;
    settings: Record<string, unknown>;
    roles: Record<string, unknown>[];
    notes: string[];
  };
}

/** The problems that loading ends with, each with its place. */
async function problems(cwd: string, configFile?: string): Promise<string> {
  const thrown: unknown = await load(cwd, configFile).catch((error: unknown) => error);
  if (!isFckError(thrown)) throw new Error('it was loaded without an error');
  const { where, message, hint, detail } = thrown;
  const text = detail ?? `${where?.file}:${where?.line}:${where?.column}  ${message}\n    ${hint}`;
  return text.replaceAll(`${cwd}/`, '');
}

describe('files in the mapping form', () => {
  it('load with every key that they could have', async () => {
    const { settings, roles } = await shown(copyOf('mapping'));
    expect(settings['repos']).toEqual({
      notes_site: { url: 'git@github.com:example/notes_site.git' },
      notes_lib: { url: 'git@github.com:example/notes_lib.git', dir: 'lib' },
    });
    expect(settings['keys']).toEqual({ git: { local_file: '~/.ssh/id_rsa_notes', private: true } });
    const [builder, web] = roles;
    expect(builder).toMatchObject({
      provision: { create_key_pair: false, allow_access: { roles: ['web'] } },
      build: {
        plan: { repos: ['notes_lib', 'notes_site'], reference_repo: 'notes_site', tarball: true },
        post_build: [{ command: 'python -m compileall lib', ignore_fail: true }],
      },
    });
    expect(web).toMatchObject({
      build: {
        copy_from: { role: 'builder' },
        post_build: [{ command: 'mkdir -p -m 0777 /var/notes', sudo: true, ignore_fail: false }],
      },
      activate: {
        http_test_path: '/health/',
        gunicorn: { app_module: 'notes.app:app', options: { workers: 3, name: 'notes' } },
        nginx: {
          listen: [{ port: 80 }],
          server_names: [],
          body_size: '10m',
          static: [{ url: '/static/', local: 'notes/static/' }],
        },
      },
    });
  });

  it('note what was translated, with its place', async () => {
    const { notes } = await shown(copyOf('mapping'));
    expect(notes.map((note) => note.replace(/`([^`]*)`[\s\S]*/, '$1'))).toEqual([
      'context.yaml:16:5: package_name',
      'role_builder.yaml:12:73: mysql',
      'role_builder.yaml:24:5: unittest',
      'role_web.yaml:19:5: delete_tar',
      'role_web.yaml:26:3: name',
      'role_web.yaml:27:3: This path must answer with 200 to 399. fabcloudkit also took 400 to 499 for healthy: if it needs a login, give another path.',
      'role_web.yaml:34:7: bind',
    ]);
  });

  it('keep the place of a wrong value', async () => {
    const context = copyOf('mapping');
    const text = readFileSync(join(context, 'role_web.yaml'), 'utf8');
    writeFileSync(join(context, 'role_web.yaml'), text.replace('/health/', 'health'));
    expect(await problems(context)).toMatch(/^role_web\.yaml:27:3 /);
  });
});

describe('files in the list form', () => {
  it('load, under any name', async () => {
    const { settings, roles } = await shown(copyOf('list'), 'shop.yaml');
    expect(settings['keys']).toMatchObject({ git: { private: true } });
    const [builder, web, single, api] = roles;
    expect(builder).toMatchObject({
      provision: {
        tools: ['__update_packages__', 'reboot', 'pip', 'virtualenv', 'git', 'gcc', 'reboot'],
        git: { install_key_file: true, clone: ['__all__'] },
        allow_access: { roles: ['web'] },
      },
      build: { plan: { repos: ['shop'], reference_repo: 'shop', interpreter: 'python3', tarball: true } },
    });
    expect(builder).not.toHaveProperty('activate');
    expect(web).toMatchObject({
      provision: {
        create_key_pair: true,
        tools: ['supervisord', 'nginx'],
        request_access: { roles: ['builder'] },
      },
      build: {
        copy_from: { role: 'builder' },
        post_build: [
          { command: 'mkdir -p -m 0777 /var/shop', sudo: true },
          { command: 'rm -r /var/shop/cache', ignore_fail: true },
        ],
      },
      activate: {
        http_test_path: '/health/',
        gunicorn: { app_module: 'shop.app:app', options: { 'log-level': 'DEBUG' } },
        nginx: { body_size: '10m', static: [{ url: '/static/', local: 'shop/static/' }] },
      },
    });
    expect(single).toMatchObject({
      provision: {
        create_key_pair: true,
        tools: ['nginx', 'supervisord', 'reboot', 'redis', 'git', 'make'],
        git: { install_key_file: true, clone: ['shop'] },
      },
      build: { plan: { repos: ['shop'] } },
      activate: { nginx: { server_names: ['www.example.com', 'example.com'] } },
    });
    expect(api).toMatchObject({
      activate: { gunicorn: { app_module: 'shop.api:app' }, nginx: { listen: [{ port: 5000 }] } },
    });
    expect(api).not.toHaveProperty('provision');
  });

  it('warn of what fck does not do, and say what to do instead', async () => {
    const { project } = await load(copyOf('list'), 'shop.yaml');
    const warnings = project.notes.filter(({ level }) => level === 'warn');
    const inWords = warnings.map(({ where, text }) => `${where.line}:${where.column} ${text}`);
    expect(inWords).toEqual([
      expect.stringMatching(/^18:5 `- pip_command:` is ignored: .*`provision: tools: \[package:NAME\]`/),
      expect.stringMatching(/^21:5 `redis: \{command: config\}` is ignored: .*\/etc\/redis\/redis\.conf/),
      expect.stringMatching(/^30:7 `local_key_file` is ignored: .*~\/\.ssh\/id_rsa_shop/),
      expect.stringMatching(/^36:5 `git: \{command: clone\}` is ignored: .*`repos:`/),
      expect.stringMatching(/^39:5 `git: \{command: append_ssh_config\}` is ignored/),
      expect.stringMatching(/^43:5 `virtualenv: \{command: ensure\}` is ignored/),
      expect.stringMatching(/^48:5 `- reboot:` below `build:` is ignored/),
    ]);
  });

  it('note what was translated, each once', async () => {
    const { notes } = await shown(copyOf('list'), 'shop.yaml');
    const inWords = notes.filter((note) => /^(shop|role_builder|role_web)\./.test(note));
    expect(inWords.map((note) => note.replace(/`([^`]*)`[\s\S]*/, '$1'))).toEqual([
      "shop.yaml:2:1: shop.yaml is read as a context file of fabcloudkit's, in YAML 1.1 (yes",
      'role_builder.yaml:13:1: provision:',
      'role_builder.yaml:24:5: git: {command: pull_all}',
      'role_builder.yaml:31:7: unittest',
      'role_web.yaml:9:1: provision:',
      'role_web.yaml:20:7: delete_tar',
      'role_web.yaml:30:7: name',
      'role_web.yaml:31:7: force',
      'role_web.yaml:36:9: gunicorn: http_test_path',
      'role_web.yaml:36:9: This path must answer with 200 to 399. fabcloudkit also took 400 to 499 for healthy: if it needs a login, give another path.',
    ]);
    expect(notes).toContain(
      'role_single.yaml:52:5: `- tools:` is read as if it was below `provision:`. Run `provision` before `build`.',
    );
  });

  it('show their notes in the first run, and later only what is ignored', async () => {
    const folder = copyOf('list');
    const told = async () => {
      const fck = await load(folder, 'shop.yaml');
      fck.tasks.register('look', { about: 'Does nothing.', withoutHosts: true, run: async () => {} });
      const notes: string[] = [];
      fck.hooks.event.tap('test', (event) => {
        if (event.type === 'note') notes.push(event.level);
      });
      for (const _ of [1, 2]) await fck.run(['look']);
      return { all: notes.length, warnings: notes.filter((level) => level === 'warn').length };
    };
    const { notes } = (await load(folder, 'shop.yaml')).project;
    expect(await told()).toEqual({ all: notes.length, warnings: 7 });
    expect(await told()).toEqual({ all: 7, warnings: 7 });
  });

  it('keep the place of a wrong value', async () => {
    const folder = copyOf('list');
    const text = readFileSync(join(folder, 'role_web.yaml'), 'utf8');
    writeFileSync(join(folder, 'role_web.yaml'), text.replace('listen: 80', 'listen: here'));
    expect(await problems(folder, 'shop.yaml')).toMatch(/^role_web\.yaml:38:9 /);
  });

  it('load below a configuration of fck, too', async () => {
    const own =
      'name: shop\nrepos: {shop: {url: "git@github.com:example/shop.git"}}\nroles: [role_api.yaml]\n';
    const { roles } = await shown(copyOf('list', { 'fck.yaml': own }));
    expect(roles).toMatchObject([{ name: 'api', activate: { nginx: { listen: [{ port: 5000 }] } } }]);
  });

  it.each([
    [
      'two services',
      '- nginx_gunicorn: &a {command: activate, name: a, gunicorn: {app_module: "a:b"}, nginx: {listen: 80}}\n  - nginx_gunicorn: *a',
      'this is its second `nginx_gunicorn`',
      'Make a role of each',
    ],
    [
      'deactivate',
      '- nginx_gunicorn: {command: deactivate, name: a}',
      'no part of a role',
      'fck run deactivate',
    ],
    ['an unknown option', '- nginx_gunicorn: {gunicron: {}}', 'has no key "gunicron"', 'correct its name'],
    ['two tools in one entry', '- {nginx: , redis: }', 'the name of one tool', 'an entry of its own'],
  ])('are refused with the way out: %s', async (_, entries, message, hint) => {
    const folder = copyOf('list', { 'role_api.yaml': `name: api\nactivate:\n  ${entries}\n` });
    const found = await problems(folder, 'shop.yaml');
    expect(found).toMatch(/^role_api\.yaml:[34]:\d+ /m);
    expect(found).toContain(message);
    expect(found).toContain(hint);
  });
});

describe("keys of fabcloudkit's own configuration", () => {
  it('are taken where fck has them', async () => {
    const fck = await load(copyOf('settings'));
    expect(fck.project.paths).toMatchObject({
      root: '/srv/www',
      builds: '/srv/www/notes/releases',
      repos: '/srv/www/notes/clones',
    });
    expect(fck.tools.get('imagemagick')).toMatchObject({
      program: 'convert',
      packages: { apt: ['imagemagick'], dnf: ['ImageMagick', 'ImageMagick-devel'] },
    });
    expect(fck.tools.has('ffmpeg')).toBe(false);
    expect(fck.describeConfig()).toMatchObject({
      roles: [{ activate: { nginx: { listen: [{ port: 80 }] } } }],
    });
  });

  it('are named with the reason where it has none', async () => {
    const { project } = await load(copyOf('settings'));
    const ignored = project.notes
      .filter(({ level }) => level === 'warn')
      .map(({ text }) => text.split(' is ', 1)[0]);
    expect(ignored).toEqual([
      '`supervisord_include_conf`',
      '`nginx_conf`',
      '`nginx_include_conf`',
      '`fck_role`',
      '`fck_last_good_build`',
      '`fck_active_build`',
      '`fck_machine_key`',
      'The definition of "ffmpeg"',
    ]);
  });
});
