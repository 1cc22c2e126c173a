import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Complaint, complaintOf } from './fixture/complaint.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { SiteProject } from './fixture/site-project.js';

interface SandboxHost {
  readonly address: string;
  readonly identityFile: string;
  readonly hostKeys: readonly string[];
}

type Mapping = Readonly<Record<string, unknown>>;

describe.skipIf(noSandbox)(onHosts('bad input'), () => {
  let project: SiteProject;
  let sandbox: SandboxHost;

  const gunicorn = { app_module: 'app:app', workers: 1, graceful_timeout: 2 };
  const nginx = { listen: 80, static: [{ url: '/static/', local: 'app/static/' }] };
  const plan = { repos: '__all__', interpreter: 'python3' };
  const provision = { tools: ['python3', 'virtualenv', 'git', 'supervisord', 'nginx'] };
  const goodRole = { provision, build: { plan }, activate: { http_test_path: '/', gunicorn, nginx } };

  /** Writes a configuration whose role `web` is as good as ever, but for these sections. JSON is YAML: `!env NAME` works. */
  const configure = (file: string, role: Mapping, projectKeys: Mapping = {}) => {
    const config = {
      name: 'e2e-bad',
      repos: { site: { path: 'site' } },
      ...projectKeys,
      roles: { web: { sandbox: { count: 1 }, ...goodRole, ...role } },
    };
    project.write(file, JSON.stringify(config).replaceAll(/"(!env \w+)"/g, '$1'));
  };

  /** What a task says with these sections. */
  const complaintAbout = async (
    task: string | readonly string[],
    role: Mapping,
    projectKeys: Mapping = {},
    env: NodeJS.ProcessEnv = {},
  ): Promise<Complaint> => {
    configure('case.yaml', role, projectKeys);
    return complaintOf(await project.fck(['run', ...[task].flat(), '--config', 'case.yaml'], env));
  };

  const activateWith = (change: Mapping) => ({
    activate: { http_test_path: '/', gunicorn, nginx, ...change },
  });

  /** The same machine as a host of the config, with something else about it. */
  const hostWith = (change: Mapping, ssh: Mapping = {}) => ({
    sandbox: undefined,
    hosts: [
      {
        name: 'web-1',
        address: sandbox.address,
        user: 'deploy',
        ssh: { key_filename: sandbox.identityFile, host_keys: sandbox.hostKeys, ...ssh },
        ...change,
      },
    ],
  });

  const onHost = (script: string) => project.onHost('web-1', script);

  /** What is served, by which programs and files, at which ports; and which builds there are. */
  const standing = () =>
    onHost(`
      curl -s http://127.0.0.1/; echo
      sudo supervisorctl status | awk '{print $1, $2}'
      ls /etc/supervisor/conf.d /etc/nginx/conf.d /etc/nginx/sites-enabled
      awk '$4 == "0A" {print $2}' /proc/net/tcp | sort
      ls -A /opt/www/e2e-bad /opt/www/e2e-bad/builds`);

  /** Does something, and makes sure that the host is as it was. */
  const unchanged = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = await standing();
    expect(before).toContain('The first page');
    const result = await work();
    expect(await standing()).toBe(before);
    return result;
  };

  beforeAll(async () => {
    project = new SiteProject();
    configure('fck.yaml', {});
    const { stdout } = await project.fckOk(['sandbox', 'up', '--install-missing', '--json']);
    const [host]: SandboxHost[] = JSON.parse(stdout);
    if (!host) throw new Error('there is no host');
    sandbox = host;
  });

  afterAll(() => project?.remove());

  describe('on a host that nothing was done to', () => {
    it('a tool that no system offers any more names its successor, and nothing is changed', async () => {
      const before = await onHost('dpkg -l | wc -l; ls /opt');
      for (const [tool, successor] of [
        ['python2.7', 'python3'],
        ['easy_install', 'pip'],
      ]) {
        const role = { provision: { tools: ['package:tree', tool] } };
        const { message, hint } = await complaintAbout('provision', role);
        expect(message).toMatch(new RegExp(`"${tool}" is not on web-1.*no longer offers`));
        expect(hint).toContain(`"${successor}"`);
      }
      expect(await onHost('dpkg -l | wc -l; ls /opt')).toBe(before);
    });

    it('a package that there is not', async () => {
      const role = { provision: { tools: ['package:does-not-exist'] } };
      const { message, text } = await complaintAbout('provision', role);
      expect(message).toMatch(/web-1/);
      expect(text).toMatch(/Unable to locate package does-not-exist/);
    });

    it('a key file for git that is not there', async () => {
      const before = await onHost('ls -A ~/.ssh /opt');
      const { message, where } = await complaintAbout(
        'provision',
        { provision: { git: { install_key_file: true, clone: '__all__' } } },
        { keys: { git: { local_file: 'machine_user' } }, repos: { site: 'git@git.example.com:site.git' } },
      );
      expect(message).toMatch(/key file of "git", .*machine_user, cannot be used: there is no such file/);
      expect(where).toMatch(/^case\.yaml:1:\d+$/);
      expect(await onHost('ls -A ~/.ssh /opt')).toBe(before);
    });

    it('no build yet', async () => {
      await project.fckOk(['run', 'provision']);
      const { message, hint } = await complaintAbout('activate', {});
      expect(message).toMatch(/no build on web-1/);
      expect(hint).toContain('fck run build -r web');
    });

    it('nothing to copy yet', async () => {
      configure('case.yaml', {});
      const builder = { ...goodRole, ...hostWith({ name: 'builder-1' }) };
      const config = {
        name: 'e2e-bad',
        repos: { site: { path: 'site' } },
        roles: {
          builder,
          web: { ...goodRole, sandbox: { count: 1 }, build: { copy_from: { role: 'builder' } } },
        },
      };
      project.write('case.yaml', JSON.stringify(config));
      const ended = await project.fck(['run', 'build', '-r', 'web', '--config', 'case.yaml']);
      const { message, hint } = complaintOf(ended);
      expect(message).toMatch(/role "builder" has a finished build/);
      expect(hint).toContain('fck run build -r builder');
    });
  });

  describe('beside a site that is served', () => {
    beforeAll(() => project.fckOk(['run', 'build', 'activate']));

    describe('a host that is not what the configuration says', () => {
      it('nobody answers at its address', async () => {
        const started = Date.now();
        const address = sandbox.address.replace(/\d+$/, '250');
        const { message } = await unchanged(() =>
          complaintAbout('activate', hostWith({ address }, { connect_timeout: 3 })),
        );
        expect(message).toMatch(/web-1 \(deploy@.*250:22\) cannot be reached/);
        expect(Date.now() - started).toBeLessThan(20_000);
      });

      it('another host key than the one in the configuration', async () => {
        const host_keys = [
          'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl',
        ];
        const { message, hint, text } = await complaintAbout('activate', hostWith({}, { host_keys }));
        expect(message).toMatch(/web-1 .*another host key/);
        expect(hint).toMatch(/host_keys/);
        expect(text).toMatch(/Shown: .*SHA256:/);
      });

      it('another host key than the one that was pinned', async () => {
        configure('case.yaml', hostWith({}, { host_keys: undefined }));
        await project.fckOk(['exec', '--config', 'case.yaml', '--', 'true']);
        const [host] = sandbox.address.split(':');
        project.write(
          '.fck/known_hosts',
          `${host} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n`,
        );
        const { message, where } = complaintOf(
          await project.fck(['run', 'activate', '--config', 'case.yaml']),
        );
        expect(message).toMatch(/another host key/);
        expect(where).toMatch(/\.fck\/known_hosts:1/);
      });

      it('a user that may not log in', async () => {
        const { message, hint } = await complaintAbout('activate', hostWith({ user: 'nobody-such' }));
        expect(message).toMatch(/web-1 \(nobody-such@.*did not let nobody-such in/);
        expect(hint).toContain('authorized_keys');
      });
    });

    describe('sudo', () => {
      beforeAll(() =>
        onHost(`for user in plain asks; do
          sudo useradd -m -s /bin/sh $user && sudo cp -r ~/.ssh /home/$user/ && sudo chown -R $user: /home/$user/.ssh
        done
        echo asks:secret-4711 | sudo chpasswd
        echo 'asks ALL=(ALL) ALL' | sudo tee /etc/sudoers.d/asks`),
      );

      // Folders of their own: those of the site are the other user's.
      const elsewhere = { root: '/opt/elsewhere' };
      const asked = { provision: { tools: ['package:tree'] } };

      it('is refused', async () => {
        const { message, hint } = await unchanged(() =>
          complaintAbout('provision', { ...hostWith({ user: 'plain' }), ...asked }, elsewhere),
        );
        expect(message).toMatch(/sudo refused plain on web-1/);
        expect(hint).toMatch(/NOPASSWD.*sudo_password: !env/);
      });

      it('wants a password that is not there, or another one', async () => {
        const role = { ...hostWith({ user: 'asks' }), ...asked };
        expect((await complaintAbout('provision', role, elsewhere)).message).toMatch(
          /sudo refused asks on web-1/,
        );
        const wrong = await complaintAbout(
          'provision',
          role,
          { ...elsewhere, sudo_password: '!env SUDO' },
          { SUDO: 'guess-0815' },
        );
        expect(wrong.message).toMatch(/sudo refused asks on web-1/);
        expect(wrong.text).not.toContain('guess-0815');
      });

      it('works with its password, which is shown nowhere', async () => {
        configure(
          'case.yaml',
          { ...hostWith({ user: 'asks' }), ...asked },
          { ...elsewhere, sudo_password: '!env SUDO' },
        );
        const env = { SUDO: 'secret-4711' };
        const args = ['run', 'provision', '--config', 'case.yaml', '--verbose'];
        const { stdout, stderr } = await project.fckOk(args, env);
        expect(stdout + stderr).not.toContain('secret-4711');
        expect(await onHost('command -v tree')).toContain('tree');
      });
    });

    describe('a build that fails', () => {
      const failing = (what: string, file: string, change: (text: string) => string, said: RegExp) =>
        it(what, async () => {
          project.edit(file, change);
          project.commit(what);
          try {
            const { text } = await unchanged(() => complaintAbout('build', {}));
            expect(text).toMatch(said);
            expect(text).toContain('web-1');
          } finally {
            project.takeBackCommit();
          }
        });

      it('unit tests fail', async () => {
        project.write(
          'site/test_app.py',
          'import unittest\n\nclass TestApp(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(1 + 1, 3)\n',
        );
        project.commit('A test that fails');
        const { message, text } = await unchanged(() => complaintAbout('build', {}));
        project.takeBackCommit();
        expect(message).toMatch(/unit tests of "site" failed on web-1/);
        expect(text).toMatch(/2 != 3/);
      });

      failing('setup.py is no Python', 'setup.py', () => 'def setup(:\n', /SyntaxError/);
      failing(
        'a dependency that nobody offers',
        'setup.py',
        (text) => text.replace('gunicorn>=22', 'no-such-distribution-4711'),
        /no-such-distribution-4711/,
      );

      it('the interpreter is not there', async () => {
        const role = { build: { plan: { ...plan, interpreter: 'python3.99' } } };
        const { message, hint } = await unchanged(() => complaintAbout('build', role));
        expect(message).toMatch(/python3\.99.*not on web-1/);
        expect(hint).toContain('tools:');
      });

      it('a post_build command fails', async () => {
        const role = { build: { plan, post_build: ['echo so it goes >&2; exit 7'] } };
        configure('case.yaml', role);
        const before = await onHost('curl -s http://127.0.0.1/');
        const { text } = complaintOf(await project.fck(['run', 'build', '--config', 'case.yaml']));
        expect(text).toMatch(/exit 7[\s\S]*so it goes/);
        expect(await onHost('curl -s http://127.0.0.1/')).toBe(before);
      });

      it('and what failed is never activated', async () => {
        await project.fckOk(['run', 'activate']);
        const rows: { active: string }[] = JSON.parse((await project.fckOk(['status', '--json'])).stdout);
        expect(rows.map(({ active }) => active)).toEqual([expect.stringContaining('_00001_')]);
      });
    });

    describe('an activation that fails', () => {
      it.each<[string, Mapping, RegExp, RegExp]>([
        [
          'the app module is not there',
          { gunicorn: { ...gunicorn, app_module: 'nope:app' } },
          /gunicorn.* did not stay up/,
          /No module named 'nope'/,
        ],
        [
          'the app crashes at its start',
          { gunicorn: { ...gunicorn, env: { SITE_MODE: 'crash' } } },
          /gunicorn.* did not stay up/,
          /the database is not configured/,
        ],
        [
          'the app answers 500',
          { health: { within: 3 }, gunicorn: { ...gunicorn, env: { SITE_MODE: '500' } } },
          /gunicorn at \/ did not become healthy on web-1 within 3 s: it answers 500/,
          /http_test_path/,
        ],
        [
          'the app hangs',
          { health: { within: 3 }, gunicorn: { ...gunicorn, env: { SITE_MODE: 'hang' } } },
          /gunicorn at \/ did not become healthy on web-1 within 3 s/,
          /health: \{within\}/,
        ],
        [
          'an option that gunicorn has not',
          { gunicorn: { ...gunicorn, options: { 'log-levle': 'debug' } } },
          /no option "log-levle"/,
          /log-level/,
        ],
        ['the user does not exist', { user: 'nobody-such' }, /web-1|supervisord/, /nobody-such/],
        [
          'static files are not there',
          { nginx: { ...nginx, static: [{ url: '/static/', local: 'app/statics/' }] } },
          /static files of \/static\/ are not in the build/,
          /app\/statics/,
        ],
      ])('%s', async (_what, change, said, more) => {
        const { message, text } = await unchanged(() => complaintAbout('activate', activateWith(change)));
        expect(message).toMatch(said);
        expect(text).toMatch(more);
        expect(text).toContain('web-1');
      });

      it('a build that is not there', async () => {
        const { message, hint } = await unchanged(() =>
          complaintAbout(['activate', '--build', 'e2e-bad_00099_abcdef0'], {}),
        );
        expect(message).toMatch(/e2e-bad_00099_abcdef0.*not on web-1/);
        expect(hint).toContain('e2e-bad_00001_');
      });

      it("somebody else's site is broken", async () => {
        const file = '/etc/nginx/conf.d/theirs.conf';
        await onHost(`echo 'server { listen 8081; rubbish on; }' | sudo tee ${file}`);
        try {
          const { message, text } = await unchanged(() => complaintAbout('activate', {}));
          expect(message).toMatch(/file that is not from fck/);
          expect(text).toContain(`${file}:1`);
          expect(text).toContain('web-1');
        } finally {
          await onHost(`sudo rm ${file}`);
        }
      });

      it("somebody else's program is broken", async () => {
        const file = '/etc/supervisor/conf.d/theirs.conf';
        await onHost(`printf '[program:theirs]\\nuser=nobody-such\\n' | sudo tee ${file}`);
        try {
          const { message, text } = await unchanged(() => complaintAbout('activate', {}));
          expect(message).toContain(file);
          expect(text).toContain('not from fck');
        } finally {
          await onHost(`sudo rm ${file}`);
        }
      });

      it('another program has the port', async () => {
        await onHost('sudo systemd-run --unit theirs python3 -m http.server 8082; sleep 1');
        try {
          const { message, text } = await unchanged(() =>
            complaintAbout('activate', activateWith({ nginx: { ...nginx, listen: 8082 } })),
          );
          expect(message).toMatch(/nginx/);
          expect(text).toMatch(/8082/);
          expect(text).toContain('web-1');
        } finally {
          await onHost('sudo systemctl stop theirs');
        }
      });
    });

    describe('nginx cannot start', () => {
      beforeAll(() =>
        onHost(
          'sudo systemctl stop nginx; sudo systemd-run --unit theirs python3 -m http.server 80; sleep 1',
        ),
      );
      afterAll(() => onHost('sudo systemctl stop theirs; sudo systemctl start nginx'));

      it('when it is provisioned: the log says that another program has the port', async () => {
        const { message, text } = await complaintAbout('provision', {});
        expect(message).toMatch(/web-1/);
        expect(text).toMatch(/nginx/);
        expect(text).toMatch(/Address already in use/);
      });

      it('when a build is activated', async () => {
        const { message, hint } = await complaintAbout('activate', {});
        expect(message).toMatch(/nginx .*does not run/);
        expect(hint).toContain('fck run provision');
      });
    });

    it('in the end the site is served as it was, and can be deployed', async () => {
      await project.fckOk(['run', 'build', 'activate']);
      expect(await onHost('curl -s http://127.0.0.1/')).toBe('The first page');
      expect((await onHost('sudo supervisorctl status | grep -c RUNNING')).trim()).toBe('1');
    });
  });
});
