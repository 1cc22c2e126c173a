import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintOf } from './fixture/complaint.js';
import { examplePlugin } from './fixture/example-plugin.js';
import { firstProcessOf } from './fixture/first-process.js';
import { git } from './fixture/git.js';
import { GuestProject } from './fixture/guest-project.js';
import { Load } from './fixture/load.js';
import { NotesProject } from './fixture/notes-project.js';
import { printedEvents } from './fixture/printed-events.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { WebhookReceiver } from './fixture/webhook.js';

/** All that systemd's files could read as something else. */
const ODD = 'a %n $HOME ${HOME} "q" \'s\' \\ \\n `id` ; # é';

describe.skipIf(noSandbox)(onHosts('every extension point, used by the example plugins'), () => {
  const webhook = new WebhookReceiver();
  let notes: NotesProject;
  let builder: string;
  let web: string;

  beforeAll(async () => {
    const url = await webhook.listen();
    notes = new NotesProject('e2e-plugins');
    // The site of the demo, with other names below `plugins:`, `tools:` and `activate:`, and one host fewer.
    notes.edit('deploy/fck.yaml', (text) => `${text}${pluginsOfNotes(url)}`);
    notes.edit('deploy/role_web.yaml', (text) =>
      text
        .replace('count: 2', 'count: 1')
        .replace('[python3, supervisord, nginx]', '[python3, haproxy]')
        .replace('nginx:', 'haproxy:')
        .replace('env:', `env:\n      ODD: ${JSON.stringify(ODD)}`),
    );
    await notes.fckOk('sandbox', 'up', '--install-missing');
    [builder = ''] = await notes.addressesOf('builder');
    [web = ''] = await notes.addressesOf('web');
  });

  afterAll(async () => {
    webhook.close();
    await notes?.remove();
  });

  const pageOf = async (url: string) => (await fetch(url)).text();

  /** Runs a line of shell on the web host and gives what it printed. */
  const onWeb = async (line: string) => {
    const [result] = JSON.parse((await notes.fckOk('exec', '-r', 'web', '--json', '--', line)).stdout);
    return String(result.stdout).trim();
  };

  describe('the demo with systemd and haproxy', () => {
    it('is deployed as before', async () => {
      notes.changeHeadline('The first build');
      await notes.fckOk('up');
      expect(await pageOf(`http://${web}/`)).toContain('The first build');
      expect((await fetch(`http://${web}/static/style.css`)).status).toBe(200);
      expect(
        await onWeb(
          'for name in nginx supervisord; do command -v $name; done; systemctl is-active fck-*.service haproxy',
        ),
      ).toBe('active\nactive');
    });

    it('a second provision finds nothing to do', async () => {
      expect(await provisioned(notes)).toEqual(['ok', 'ok']);
    });

    it('the next build takes over under a load of 16 connections, and no request fails', async () => {
      notes.changeHeadline('The second build');
      await notes.fckOk('run', 'build');
      const load = new Load(`http://${web}/`, 16);
      await notes.fckOk('run', 'activate');
      const { requests, failures } = await load.end();
      expect(failures).toEqual([]);
      expect(requests).toBeGreaterThan(100);
      expect(await pageOf(`http://${web}/`)).toContain('The second build');
      expect(await onWeb('ls /etc/systemd/system/fck-*.service | wc -l')).toBe('1');
    });

    it('an environment reaches the program as it was written, and only root may read its file', async () => {
      const environ = 'sudo cat /proc/$(systemctl show -P MainPID fck-e2e-plugins.web.gunicorn.*)/environ';
      const variables = (await onWeb(`${environ} | base64 -w0`)).trim();
      expect(Buffer.from(variables, 'base64').toString().split('\0')).toContain(`ODD=${ODD}`);
      expect(await onWeb('sudo sh -c "stat -c %U:%a /etc/fck/systemd/*"')).toBe('root:600');
    });

    it('the build that serves is told to nobody else', async () => {
      const path = '/.well-known/fck/e2e-plugins.web';
      expect((await fetch(`http://${web}${path}`)).status).toBe(404);
      expect(await onWeb(`curl -s localhost${path}`)).toMatch(/^e2e-plugins\.web\.gunicorn\.2\.\d+$/);
    });

    it('`fck run smoke` activates, finds the headline, and fails without it', async () => {
      await notes.fckOk('run', 'smoke', '--headline', 'The second build');
      const complaint = complaintOf(await notes.fck('run', 'smoke', '--headline', 'Another one'));
      expect(complaint.message).toContain('http://127.0.0.1:80/ does not say "Another one"');
    });

    it('a service that does not start is undone, and the journal says why', async () => {
      const wrong = (text: string) => text.replace('flask_notes.wsgi:app', 'flask_notes.wsgi:wrong');
      notes.edit('deploy/role_web.yaml', wrong);
      const ended = await notes.fck('run', 'activate');
      notes.edit('deploy/role_web.yaml', (now) => now.replace('wsgi:wrong', 'wsgi:app'));
      expect(complaintOf(ended).text).toContain("Failed to find attribute 'wrong' in 'flask_notes.wsgi'");
      expect(await pageOf(`http://${web}/`)).toContain('The second build');
      expect(await onWeb('ls /etc/systemd/system/fck-*.service /etc/haproxy/fck/*.cfg | wc -l')).toBe('2');
    });

    it('a dry run changes nothing', async () => {
      const before = await onWeb('systemctl show -P MainPID fck-*.service haproxy');
      await notes.fckOk('run', 'provision', 'activate', '--dry-run');
      expect(await onWeb('systemctl show -P MainPID fck-*.service haproxy')).toBe(before);
    });

    it('the webhook was told how each run ended, and the file has all that happened', () => {
      const told = webhook.received.map(({ project, tasks, ok }) => [project, tasks, ok]);
      expect(told).toContainEqual(['e2e-plugins', ['activate', 'smoke'], true]);
      expect(told).toContainEqual(['e2e-plugins', ['activate', 'smoke'], false]);
      const lines = readFileSync(join(notes.deploy, 'events.ndjson'), 'utf8').trim().split('\n');
      const events: { type: string; step?: string }[] = lines.map((line) => JSON.parse(line));
      expect(events[0]?.type).toBe('run:start');
      expect(events.at(-1)?.type).toBe('run:end');
      expect(events.some(({ step }) => step?.startsWith('haproxy switches to'))).toBe(true);
    });
  });

  it('uvicorn serves an ASGI application on two hosts of a JSON file, copied there as a stream; a phase migrates once', async () => {
    const project = new GuestProject(
      `
name: e2e-api
plugins:
  - git
  - python-build
  - fck-preset-systemd-haproxy
  - ${examplePlugin('fck-plugin-uvicorn/src/index.ts')}
  - ${examplePlugin('fck-plugin-tar-stream/src/index.ts')}
  - ${examplePlugin('fck-plugin-inventory-file/src/index.ts')}: { file: hosts.json }
  - ./tapping.mjs
  - ./migrating.mjs
repos: { asgi: { path: asgi } }
roles:
  api:
    provision: { tools: [git, python3, virtualenv] }
    build: { plan: { repos: [asgi] } }
    activate:
      http_test_path: /health
      uvicorn: { app_module: 'api:app', workers: 1, options: { log-level: warning, access-log: false } }
      haproxy: { listen: 8081 }
`,
      'asgi',
    );
    try {
      project.write('hosts.json', JSON.stringify([await host('builder', 'api'), await host('web', 'api')]));
      writePhase(project);
      await project.fckOk('run', 'provision');
      await project.fckOk('deploy');
      const answers = await Promise.all(
        [builder, web].map(async (address) => (await fetch(`http://${address}:8081/some/page`)).json()),
      );
      const build = expect.stringMatching(/^e2e-api_00001_/);
      expect(answers).toEqual(Array(2).fill({ served_by: 'uvicorn', build, path: '/some/page' }));
      git(join(project.directory, 'asgi'), 'commit', '-q', '--allow-empty', '-m', 'Another commit');
      await project.fckOk('deploy');
      await project.fckOk('rollback');
      const migrated = JSON.parse(
        (await project.fckOk('exec', '--json', '--', 'cat /opt/www/e2e-api/migrated || true')).stdout,
      );
      expect(migrated).toEqual([
        expect.objectContaining({
          host: 'api-on-builder',
          stdout: expect.stringMatching(/^deploy e2e-api_00001_\w+\ndeploy e2e-api_00002_\w+\n$/),
        }),
        expect.objectContaining({ host: 'api-on-web', stdout: '' }),
      ]);
    } finally {
      project.remove();
    }
  });

  it('a Node project is built by npm and served by node', async () => {
    const project = new GuestProject(
      `
name: e2e-pages
plugins:
  - git
  - fck-preset-systemd-haproxy
  - ${examplePlugin('fck-plugin-node-build/src/index.ts')}
  - ${examplePlugin('fck-plugin-inventory-file/src/index.ts')}
repos: { node-pages: { path: node-pages } }
roles:
  pages:
    provision: { tools: [git] }
    build: { node: { repo: node-pages } }
    activate:
      node: {}
      haproxy: { listen: 8082, server_names: ['*.example.com'] }
`,
      'node-pages',
    );
    try {
      project.write('hosts.json', JSON.stringify([await host('builder', 'pages')]));
      await project.fckOk('run', 'provision', 'build', 'activate');
      const [answer] = JSON.parse(
        (await project.fckOk('exec', '--json', '--', 'curl -s -H "Host: www.example.com" localhost:8082'))
          .stdout,
      );
      expect(answer.stdout).toBe('<h1>Built by npm</h1>\n');
      expect((await fetch(`http://${builder}:8082/`)).status).toBe(421);
      await behindNginx(project);
    } finally {
      project.remove();
    }
  });

  it('a Node project is built by a command of the configuration, and served by another, without plugins of ours', async () => {
    const project = new GuestProject(
      `
name: e2e-command
plugins:
  - git
  - command
  - supervisor
  - systemd
  - nginx-gunicorn
  - ${examplePlugin('fck-plugin-inventory-file/src/index.ts')}
repos: { node-pages: { path: node-pages } }
roles:
  pages:
    provision: { tools: [nodejs] }
    build: { command: 'npm ci --no-audit && npm run build && npm prune --omit=dev' }
    activate:
      http_test_path: /
      command: node server.js
      nginx: { listen: 8084, static: [{ url: /code/, local: . }] }
`,
      'node-pages',
    );
    try {
      project.write('hosts.json', JSON.stringify([await host('builder', 'pages')]));
      await project.fckOk('run', 'provision', 'build', 'activate');
      expect(await pageOf(`http://${builder}:8084/`)).toBe('<h1>Built by npm</h1>\n');
      expect(await pageOf(`http://${builder}:8084/code/package.json`)).toContain('"build"');
      expect((await fetch(`http://${builder}:8084/code/build.json`)).status).toBe(404);
      const { stdout } = await project.fckOk('status');
      expect(stdout).toMatch(/e2e-command_00001_/);
      await project.fckOk('run', 'deactivate');
      await expect(fetch(`http://${builder}:8084/`)).rejects.toThrow();
    } finally {
      project.remove();
    }
  });

  it('Redis is set up in the namespaces of a process, and a second time there is nothing to do', async () => {
    const marker = '/etc/e2e-plugins-web';
    await onWeb(`echo here | sudo tee ${marker}`);
    const project = new GuestProject(`
name: e2e-cache
plugins:
  - ${examplePlugin('fck-plugin-nsenter/src/index.ts')}
  - ${examplePlugin('fck-plugin-redis/src/index.ts')}
roles:
  cache:
    hosts: [{ name: cache-1, address: '${firstProcessOf(marker)}', transport: nsenter, user: root }]
    provision:
      tools: [redis-cli]
      redis: { port: 6380, memory: 32, policy: allkeys-lru }
`);
    try {
      expect(await provisioned(project)).toEqual(['changed']);
      const setting = (name: string) => onWeb(`redis-cli -p 6380 config get ${name}`);
      expect(await setting('maxmemory')).toBe(`maxmemory\n${32 * 1024 * 1024}`);
      expect(await setting('maxmemory-policy')).toBe('maxmemory-policy\nallkeys-lru');
      expect(await provisioned(project)).toEqual(['ok']);
      project.edit((config) => config.replace('memory: 32', 'memory: plenty'));
      const complaint = complaintOf(await project.fck('run', 'provision'));
      expect(complaint.message).toContain('memory');
      expect(complaint.where).toMatch(/fck\.yaml:11:/);
    } finally {
      project.remove();
    }
  });

  it('`deactivate` takes the demo down and leaves nothing of it', async () => {
    await notes.fckOk('run', 'deactivate');
    await expect(fetch(`http://${web}/`)).rejects.toThrow();
    expect(await onWeb('ls -d /etc/systemd/system/fck-e2e-plugins* /etc/haproxy/fck/e2e-plugins*; :')).toBe(
      '',
    );
  });

  /** The same site with the other proxy, whose file one plugin changes; the unit is changed by one of the project. */
  async function behindNginx(project: GuestProject) {
    const override = (template: string, from: string, to: string) =>
      `export default (fck) => fck.templates.override('${template}', (text) => text.replace('${from}', '${to}'));`;
    project.write('limits.mjs', override('systemd.unit', '[Service]', '[Service]\\nMemoryMax=512M'));
    project.write('careless.mjs', override('nginx.site', 'deny all', 'allow all'));
    project.edit((config) =>
      config
        .replace('haproxy: {', 'nginx: { ')
        .replace('listen: 8082', 'listen: 8083')
        .replace(
          '  - git\n',
          `  - git\n  - nginx-gunicorn\n  - ./limits.mjs\n  - ${examplePlugin('fck-plugin-security-headers/src/index.ts')}\n`,
        ),
    );
    await project.fckOk('run', 'provision');
    const { stdout: planned } = await project.fckOk('run', 'activate', '--dry-run', '--diff');
    expect(planned).toMatch(/\+ +add_header X-Frame-Options "SAMEORIGIN" always;/);
    await project.fckOk('run', 'activate');
    const answer = async () => {
      const asked = `curl -si -H "Host: www.example.com" localhost:8083; systemctl show -P MemoryMax 'fck-e2e-pages.*'`;
      const [{ stdout }] = JSON.parse((await project.fckOk('exec', '--json', '--', asked)).stdout);
      return String(stdout);
    };
    expect(await answer()).toMatch(/x-content-type-options: nosniff[\s\S]*Built by npm[\s\S]*\n536870912$/im);
    expect((await project.fckOk('plugins')).stdout).toMatch(/security-headers .*overrides nginx\.site/);
    project.edit((config) => config.replace('  - git\n', '  - git\n  - ./careless.mjs\n'));
    const complaint = complaintOf(await project.fck('run', 'activate'));
    expect(complaint.message).toMatch(
      /plugin "careless", the template "nginx\.site" does not have .*fck\/e2e-pages\.pages/,
    );
    expect(await answer()).toContain('Built by npm');
  }

  /** How another project's inventory names a host of this one. */
  async function host(of: string, role: string) {
    const { stdout } = await notes.fckOk('sandbox', 'list', '--json');
    const known: { role: string; address: string; user: string; identityFile: string; hostKeys: string[] }[] =
      JSON.parse(stdout);
    const found = known.find((candidate) => candidate.role === of);
    if (!found) throw new Error(`there is no host ${of}`);
    const { address, user, identityFile, hostKeys } = found;
    return { name: `${role}-on-${of}`, role, address, user, key_file: identityFile, host_keys: hostKeys };
  }
});

/** A phase that runs once per deploy, and a plugin that taps it before it is registered. */
function writePhase(project: GuestProject): void {
  project.write(
    'migrating.mjs',
    `export default (fck) => fck.phases.register('migrate', {
  about: 'migrates', after: ['build'], before: ['activate'], pipelines: ['up', 'deploy'], scope: 'run',
});`,
  );
  project.write(
    'tapping.mjs',
    `import { sh } from '@fck/core';
export default (fck) => fck.hooks.migrate.tapPromise('tapping', async ({ remote, paths, run, buildToActivate }) => {
  const { name } = await buildToActivate();
  await remote.run(sh\`echo \${run.reason} \${name} >> \${paths.project}/migrated\`);
});`,
  );
}

/** The example plugins that the demo is deployed with, as lines of its fck.yaml. */
function pluginsOfNotes(webhookUrl: string): string {
  return `
plugins:
  - git
  - python-build
  - distribute
  - nginx-gunicorn # for gunicorn
  - sandbox
  - systemd
  - ${examplePlugin('fck-plugin-haproxy/src/index.ts')}
  - ${examplePlugin('project-local/smoke.ts')}
  - ${examplePlugin('fck-plugin-webhook/index.js')}: { url: '${webhookUrl}' }
  - ${examplePlugin('fck-plugin-ndjson/src/index.ts')}: { file: events.ndjson }
`;
}

/** Provisions, and gives how that ended on each host. */
async function provisioned(project: Pick<GuestProject, 'fckOk'>): Promise<string[]> {
  const { stdout } = await project.fckOk('run', 'provision', '--json');
  const events = printedEvents<{ type: string; status: string }>(stdout);
  return events.filter(({ type }) => type === 'host:end').map(({ status }) => status);
}
