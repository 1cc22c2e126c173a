import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandLines } from '../fixture/command-lines.js';
import { complaintOf } from '../fixture/complaint.js';
import { firstProcessOf } from '../fixture/first-process.js';
import { Folder } from '../fixture/folder.js';
import type { Ended } from '../fixture/run-fck.js';
import { noSandbox, onHosts } from '../fixture/sandbox.js';
import { gunicorn, nginx, plan, SiteOnHost } from '../fixture/site-on-host.js';

/** Letters and digits that no escaper changes, between characters that each of them does. */
const hostile = (core: string) => `%(x)s;#\\$& ${core} é'{}%`;

/** The core of the secret in each variable: what must be nowhere, whatever stands around it. */
const cores: Readonly<Record<string, string>> = {
  E2E_SUDO: 'q7Sudo1Xv',
  E2E_ENV: 'q7Envir2Xv',
  E2E_PEM: 'q7Lines3Xv',
  E2E_RAW: 'q7Raw4OptXv',
  E2E_FORMAT: 'q7Format5Xv',
  E2E_EXTRA: 'q7Extra6Xv',
  E2E_PIP: 'q7Pip7OptXv',
  E2E_PLUGIN: 'q7Plugin8Xv',
  E2E_AWS_KEY: 'q7AwsKey9Xv',
  E2E_AWS_SECRET: 'q7AwsSec10Xv',
  E2E_PASSPHRASE: 'q7Phrase11Xv',
};
const values: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(cores).map(([name, core]) => [name, hostile(core)])),
  E2E_PEM: `-----BEGIN THING-----\n%;#${cores['E2E_PEM']}\n-----END THING-----\n`,
  E2E_PIP: `/tmp/${hostile(cores['E2E_PIP'] ?? '')}`,
  E2E_RAW: `RAW_TOKEN=${hostile(cores['E2E_RAW'] ?? '')}`,
  E2E_EXTRA: `proxy_set_header X-Key "\\"${cores['E2E_EXTRA']};%#";`,
};

/** Where the cores occur in a text: literally, in hexadecimal, and in base64, at any offset of the encoded text. */
function found(text: string): string[] {
  return Object.entries(cores).flatMap(([name, core]) => {
    const encoded = [0, 1, 2].map((before) => {
      const bytes = Buffer.from(' '.repeat(before) + core);
      return bytes.toString('base64').slice(Math.ceil((8 * before) / 6), Math.floor((8 * bytes.length) / 6));
    });
    const forms = [core, Buffer.from(core).toString('hex'), ...encoded];
    return forms.filter((form) => text.includes(form)).map((form) => `${name} as ${form}`);
  });
}

/** A plugin whose author has never heard of secrets. */
const plugin = `
import { sh } from '@fck/core';
export default { name: 'talkative', apply(fck, { token }) {
  fck.hooks.provision.tap('talkative', ({ declare, note }) => {
    note('the token is ' + token);
    declare({
      name: 'talk',
      check: (remote) => remote.exists('/etc/talkative.conf'),
      apply: async (remote) => {
        await remote.as('root').write('/etc/talkative.conf', 'token = "' + token + '"\\n', { mode: 0o600 });
        await remote.run(sh\`printenv TOKEN; printenv TOKEN | base64 >&2\`, { env: { TOKEN: token } });
      },
    });
  });
} };
`;

/** What an application says that crashes and prints its environment in all ways that it can think of. */
const crash = `
import base64, json, os, shlex, sys, urllib.parse
for name in ("PEM", "GUNICORN_CMD_ARGS", "TOKEN"):
    value = os.environ[name]
    ways = [value, repr(value), json.dumps(value), shlex.quote(value), urllib.parse.quote(value), urllib.parse.quote_plus(value)]
    ways += [base64.b64encode((" " * n + value).encode()).decode() for n in range(3)] + [value.encode().hex()]
    print(*[name + " is " + way.replace("\\n", "; ") for way in ways], sep="\\n", file=sys.stderr, flush=True)
os._exit(3)
`;

describe.skipIf(noSandbox)(onHosts('secrets with hostile characters, wherever one can be written'), () => {
  const site = new SiteOnHost('e2e-secrets');
  const { project } = site;
  const role = {
    build: { plan: { ...plan, pip_options: ['--cache-dir', '!env E2E_PIP'] } },
    activate: {
      http_test_path: '/',
      gunicorn: {
        ...gunicorn,
        env: { TOKEN: '!env E2E_ENV', PEM: '!env E2E_PEM' },
        options: { raw_env: ['!env E2E_RAW'], access_log_format: '!env E2E_FORMAT' },
      },
      nginx: { ...nginx, extra: ['!env E2E_EXTRA'] },
    },
  };
  const keys = {
    sudo_password: '!env E2E_SUDO',
    ssh: { passphrase: '!env E2E_PASSPHRASE' },
    aws_key: '!env E2E_AWS_KEY',
    aws_secret: '!env E2E_AWS_SECRET',
    plugins: [
      ...['git', 'python-build', 'distribute', 'supervisor', 'nginx-gunicorn', 'sandbox', 'aws'],
      ['./talkative.mjs', { token: '!env E2E_PLUGIN' }],
    ],
  };
  /** All that commands printed. */
  let shown = '';
  let sampler: CommandLines | undefined;
  /** The first process of the host, as this machine counts. */
  let init = '';

  async function fck(...args: string[]): Promise<Ended> {
    const ended = await project.fck(args, { ...values });
    shown += ended.stdout + ended.stderr;
    return ended;
  }
  async function fckOk(...args: string[]): Promise<Ended> {
    const ended = await fck(...args);
    expect(ended).toMatchObject({ code: 0 });
    return ended;
  }
  /** Runs a script as root of the host, from this machine: its own sudo asks for a password. */
  function asRoot(script: string, input = ''): string {
    const enter = ['-t', init, '-m', '-u', '-i', '-n', '-p', '--', 'sh'];
    return execFileSync('nsenter', enter, {
      input: `${script}\n${input}`,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
  }

  beforeAll(async () => {
    await site.up();
    await site.onHost('echo secrets >~/marker');
    init = firstProcessOf('/home/deploy/marker');
    project.write('talkative.mjs', plugin);
    site.configure('fck.yaml', role, keys);
    asRoot(
      `sed -i s/NOPASSWD:// /etc/sudoers.d/90-sandbox\nchpasswd <<'END'\ndeploy:${values['E2E_SUDO']}\nEND`,
    );
    sampler = await CommandLines.collect();
  });
  afterAll(async () => {
    await sampler?.end();
    await project.remove('fck.yaml', { ...values });
  });

  it('are used in a deploy, a plan, a deploy that fails and a rollback', async () => {
    await fckOk('plan', 'provision', '--json');
    await fckOk('up', '--verbose', '--diff');
    expect(asRoot('cat /etc/talkative.conf')).toContain(cores['E2E_PLUGIN']);
    const environment = asRoot(`tr '\\0' '\\n' </proc/$(pgrep -of bin/gunicorn)/environ`);
    for (const name of ['E2E_ENV', 'E2E_RAW', 'E2E_PEM']) expect(environment).toContain(cores[name]);
    expect(environment).toContain(`\nTOKEN=${values['E2E_ENV']}\n`);
    expect(asRoot('nginx -T 2>/dev/null')).toContain(cores['E2E_EXTRA']);

    project.edit('app/__init__.py', (text) => text.replace('first', 'second'));
    project.commit('The second page');
    await fckOk('plan', 'activate', '--force', '--json');
    await fckOk('run', 'build', 'activate', '--json', '--diff');
    await fckOk('rollback', '--verbose', '--diff');

    project.edit('app/__init__.py', (text) => crash + text);
    project.commit('It crashes');
    const failed = await fck('run', 'build', 'activate', '--verbose', '--diff');
    expect(failed.code).toBe(1);
    expect(failed.stderr + failed.stdout).toContain('TOKEN is ***');
    project.removeLastCommit();
    for (const args of [['status'], ['config'], ['config', '--json'], ['history'], ['builds']])
      await fckOk(...args);
  });

  it('are in nothing that was shown', () => {
    expect(shown).toContain('***');
    expect(found(shown)).toEqual([]);
  });

  it('are in no journal, and in nothing else that is left here', () => {
    const folder = join(project.directory, '.fck');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const journals = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(journals.join('')).toContain('***');
    expect(found(journals.join(''))).toEqual([]);
  });

  it('are in no file of the host that another local account may read', () => {
    const readable =
      'find /etc /home /opt /root /run /tmp /var/lib/nginx /var/log /var/tmp -xdev -type f -size -1024k -newer /etc/machine-id -exec cat {} + 2>/dev/null || :';
    const asIntruder = asRoot(`setpriv --reuid=nobody --regid=nogroup --clear-groups ${readable}`);
    // The control: root finds them in the same files.
    expect(found(asRoot(readable)).join()).toContain('E2E_ENV');
    expect(asIntruder).toContain('nginx');
    expect(found(asIntruder)).toEqual([]);
  });

  it('are not needed to see a new key: each command that pins one says so', async () => {
    const role = { ...site.asOwnHost({}, { host_keys: undefined }), activate: undefined };
    site.configure('own.yaml', role, { ...keys, ssh: undefined });
    for (const args of [
      ['exec', '--config', 'own.yaml', '--', 'true'],
      ['status', '--config', 'own.yaml', '--json'],
    ]) {
      rmSync(join(project.directory, '.fck/known_hosts'), { force: true });
      const { stderr } = await fckOk(...args);
      expect(stderr).toMatch(
        /^web-1 {2}! The key of web-1 \(deploy@.*\) is new .* SHA256:\S+ \(ssh-ed25519\)$/m,
      );
      expect((await fckOk(...args)).stderr).not.toContain('SHA256');
    }
  });

  it('were on no command line, of this machine and of the host', async () => {
    const control = 'q7ControlXv';
    await fckOk('exec', '--', `sleep 1; : ${control}`);
    const lines = (await sampler?.end()) ?? '';
    expect(lines).toContain(control);
    expect(lines).toContain('supervisord');
    expect(found(lines)).toEqual([]);
  });
});

describe('a secret that fck cannot keep', () => {
  const folder = new Folder();
  afterAll(() => folder.remove());

  it.each([
    ['the URL of a repository', 'repos: {site: !env URL}', 'https://me:q7Url12Xv;%#@git.example.com/site'],
    [
      'an option of pip',
      'roles: {web: {build: {plan: {pip_options: [!env URL]}}}}',
      '--index-url=https://me:q7Url12Xv%25;#@pypi.example.com/',
    ],
    [
      'the URL of a repository, as it stands there',
      "repos: {site: 'https://me:q7Url12Xv@git.example.com/site'}",
      '',
    ],
    ['a password that is no text', 'sudo_password: [q7Url12Xv]', ''],
  ])('is refused and not repeated: %s', async (_, yaml, url) => {
    const roles = yaml.startsWith('roles') ? '' : 'roles: {web: {}}\n';
    folder.write('fck.yaml', `name: shop\n${yaml}\n${roles}`);
    const plain = await folder.fck(['run', 'build'], { URL: url });
    expect(complaintOf(plain).where).toContain('fck.yaml:2:');
    const verbose = await folder.fck(['run', 'build', '--verbose', '--json'], { URL: url });
    expect(JSON.stringify([plain, verbose])).not.toContain('q7Url');
  });
});
