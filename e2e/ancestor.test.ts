import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintOf } from './fixture/complaint.js';
import { Folder } from './fixture/folder.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { SiteProject } from './fixture/site-project.js';

/** The three files of the ancestor's README, letter by letter. */
const files = fileURLToPath(new URL('fixture/ancestor', import.meta.url));

/** What the files take from the environment. */
const env = { AWS_ACCESS_KEY_ID: 'AKIA-OF-TESTS', AWS_SECRET_ACCESS_KEY: 'secret-of-tests' };

describe("the ancestor's files, letter by letter", () => {
  let folder: Folder;
  beforeAll(() => {
    folder = new Folder();
    cpSync(files, folder.path, { recursive: true });
  });
  afterAll(() => folder?.remove());

  it('are shown resolved by `fck config`', async () => {
    const { code, stdout, stderr } = await folder.fck(['config', '--json'], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const config = JSON.parse(stdout);
    expect(config).toMatchObject({
      name: 'example',
      file: expect.stringMatching(/context\.yaml$/),
      root: '/opt/www',
      settings: {
        aws_key: '!env AWS_ACCESS_KEY_ID',
        aws_secret: '!env AWS_SECRET_ACCESS_KEY',
        key_filename: '~/.ec2/keypair.pem',
        keys: { git: { local_file: '/Users/<USER>/.ssh/id_rsa_example_machine_user', private: true } },
        repos: {
          fabcloudkit_example_repo: { url: 'git@github.com:waxkinetic/fabcloudkit_example_repo.git' },
        },
      },
    });
    const [builder, web] = config.roles;
    expect(builder).toMatchObject({
      name: 'builder',
      user: 'ec2-user',
      aws: { ami_id: 'ami-1624987f', instance_type: 't1.micro', security_groups: ['default'] },
      provision: {
        tools: expect.arrayContaining(['__update_packages__', 'reboot', 'easy_install', 'python27-devel']),
        git: { install_key_file: true, clone: ['__all__'] },
      },
      build: { plan: { repos: ['__all__'], interpreter: 'python2.7', tarball: true } },
    });
    expect(web).toMatchObject({
      name: 'web',
      provision: { create_key_pair: true },
      build: {
        copy_from: { role: 'builder' },
        post_build: [{ command: 'mkdir -p -m 0777 /some/important/dir', sudo: true }],
      },
      activate: {
        http_test_path: '/',
        gunicorn: {
          script: 'gunicorn',
          app_module: 'app:app',
          options: { debug: true, 'log-level': 'DEBUG' },
        },
        nginx: { static: [{ url: '/static/', local: 'app/static/' }] },
      },
    });
  });

  it.each(['config', 'config --json', 'roles', 'roles --json', 'hosts --json', 'status'])(
    'show no secret by `fck %s`',
    async (line) => {
      const { code, stdout, stderr } = await folder.fck(line.split(' '), env);
      expect(code).toBe(0);
      for (const value of Object.values(env)) expect(stdout + stderr).not.toContain(value);
    },
  );

  it('say which variable is not set', async () => {
    const unset = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { message, where } = complaintOf(await folder.fck(['config'], unset));
    expect(message).toContain('AWS_ACCESS_KEY_ID is not set');
    expect(where).toBe('context.yaml:3:1');
  });
});

describe.skipIf(noSandbox)(
  onHosts("the ancestor's files with throwaway hosts and a site of their own"),
  () => {
    let project: SiteProject;

    /** Gives the project one of the files, with these words replaced: each has to be there. */
    const give = (file: string, replaced: readonly (readonly [string | RegExp, string])[]) => {
      let text = readFileSync(join(files, file), 'utf8');
      for (const [from, to] of replaced) {
        const after = text.replace(from, to);
        if (after === text) throw new Error(`${file} has no ${from}`);
        text = after;
      }
      project.write(file, text);
    };

    const giveContext = (gitHost: string) =>
      give('context.yaml', [
        ['name: example', 'name: e2e-anc'],
        ['/Users/<USER>/.ssh/id_rsa_example_machine_user', join(project.directory, 'machine_user')],
        ['git@github.com:waxkinetic/', `git@${gitHost}:`],
      ]);

    const fckOk = (...args: string[]) => project.fckOk(args, env);
    const onHost = async (host: string, script: string) => {
      const { stdout } = await fckOk('exec', '-H', host, '--json', '--', script);
      const [result]: { stdout: string }[] = JSON.parse(stdout);
      return result?.stdout.trim() ?? '';
    };

    /** Runs a task and gives what happened. */
    const eventsOf = async (task: string) =>
      (await fckOk('run', task, '--json')).stdout
        .trim()
        .split('\n')
        .map((line): Record<string, unknown> => JSON.parse(line));

    const bootTimes = () =>
      Promise.all(['builder-1', 'web-1'].map((host) => onHost(host, 'stat -c %.9Y /proc/1')));

    /** A git host with a machine user, as GitHub is one: here the builder itself plays it. */
    const serveRepository = async (publicKey: string) => {
      const bundle = execFileSync('git', ['bundle', 'create', '-q', '-', 'main'], {
        cwd: project.repository,
      });
      await onHost(
        'builder-1',
        `set -e
      sudo useradd -m -s /bin/sh git
      sudo install -d -m 700 -o git /home/git/.ssh
      echo '${publicKey.trim()}' | sudo tee /home/git/.ssh/authorized_keys >/dev/null
      echo '${bundle.toString('base64')}' | base64 -d > /tmp/site.bundle
      sudo -u git git clone -q --bare -b main /tmp/site.bundle /home/git/fabcloudkit_example_repo.git
      sudo chown -R git: /home/git`,
      );
    };

    let address: string;

    beforeAll(async () => {
      project = new SiteProject();
      const aws = /^aws:\n( .*\n)+/m;
      give('role_builder.yaml', [
        // git is there from the start, because this machine is the git host, too.
        [aws, 'sandbox: {count: 1, packages: [git]}\n'],
        ['easy_install, python2.7, pip', 'python3, pip'],
        ['python27-devel', 'python3-devel'],
        ['interpreter: python2.7', 'interpreter: python3'],
      ]);
      give('role_web.yaml', [
        [aws, 'sandbox: {count: 1}\n'],
        ['easy_install, python2.7, pip', 'python3, pip'],
      ]);
      giveContext('git.example.com');
      execFileSync('ssh-keygen', [
        '-q',
        '-t',
        'ed25519',
        '-N',
        '',
        '-f',
        join(project.directory, 'machine_user'),
      ]);
      const up = await project.fckOk(
        ['sandbox', 'up', '--install-missing', '--json', '--config', 'context.yaml'],
        env,
      );
      const hosts: { name: string; address: string }[] = JSON.parse(up.stdout);
      const addressOf = (name: string) => hosts.find((host) => host.name === name)?.address ?? '';
      address = addressOf('web-1');
      giveContext(addressOf('builder-1'));
      await serveRepository(readFileSync(join(project.directory, 'machine_user.pub'), 'utf8'));
    });

    afterAll(() => project?.remove('context.yaml', env));

    it('`provision` updates packages, reboots twice, installs tools and the key, clones', async () => {
      const before = await bootTimes();
      const events = await eventsOf('provision');
      const reboots = events.filter(
        ({ type, step, status }) =>
          type === 'step:end' && /^rebooted/.test(String(step)) && status === 'changed',
      );
      for (const name of ['builder-1', 'web-1'])
        expect(reboots.filter(({ host }) => host === name)).toHaveLength(2);
      const after = await bootTimes();
      for (const [index, time] of after.entries()) expect(time).not.toBe(before[index]);
      expect(await onHost('builder-1', 'stat -c %a ~/.ssh/fck_e2e-anc_* | sort -u')).toBe('600');
      expect(await onHost('builder-1', 'ls /opt/www/e2e-anc/repos')).toBe('fabcloudkit_example_repo');
      expect(
        await onHost('builder-1', 'command -v gcc mariadb_config; ls /usr/include/python3*/Python.h'),
      ).toMatch(/gcc\n.*mariadb_config\n.*Python\.h/);
      expect(await onHost('web-1', 'PATH=$PATH:/usr/sbin; command -v nginx supervisord virtualenv')).toMatch(
        /nginx\n.*supervisord\n.*virtualenv/,
      );
    });

    it('a second `provision` finds nothing to do, and reboots nothing', async () => {
      const before = await bootTimes();
      const ends = (await eventsOf('provision')).filter(({ type }) => type === 'host:end');
      expect(ends.map(({ status }) => status)).toEqual(['ok', 'ok']);
      expect(await bootTimes()).toEqual(before);
    });

    it('`build` makes it on the builder, copies it, and does what comes after it', async () => {
      await fckOk('run', 'build');
      const name = await onHost('web-1', 'ls /opt/www/e2e-anc/builds');
      expect(name).toMatch(/^e2e-anc_00001_[0-9a-f]{7}$/);
      expect(await onHost('builder-1', 'ls /opt/www/e2e-anc/builds')).toBe(`${name}\n${name}.tar.gz`);
      expect(await onHost('web-1', 'stat -c %a /some/important/dir')).toBe('777');
    });

    it('`activate` serves the site and its static files', async () => {
      const events = await eventsOf('activate');
      const warning = events.find(({ type, text }) => type === 'note' && /option "debug"/.test(String(text)));
      expect(warning).toMatchObject({ level: 'warn', host: 'web-1' });
      expect(await (await fetch(`http://${address}/`)).text()).toBe('The first page');
      expect(await (await fetch(`http://${address}/static/style.css`)).text()).toContain('teal');
      const serving = await onHost('web-1', 'ps -eo args | grep [g]unicorn');
      expect(serving).toContain('--log-level DEBUG');
      expect(serving).not.toContain('--debug');
    });

    it('`deactivate` takes it down', async () => {
      await fckOk('run', 'deactivate');
      await expect(fetch(`http://${address}/`)).rejects.toThrow();
      expect(await onHost('web-1', 'sudo supervisorctl status; ls /etc/nginx/conf.d')).toBe('');
      expect(await onHost('web-1', 'ps -eo args | grep -c [g]unicorn || :')).toBe('0');
    });
  },
);
