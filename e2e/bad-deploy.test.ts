import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, type Mapping, nginx, plan, SiteOnHost } from './fixture/site-on-host.js';

/** Starts another server on a port, as a unit of systemd, and returns once it answers. */
const served = (unit: string, port: number) =>
  `sudo systemd-run --unit ${unit} python3 -m http.server ${port}; until curl -s -o /dev/null localhost:${port}; do sleep 0.1; done`;

describe.skipIf(noSandbox)(onHosts('deploys that fail beside a site that is served'), () => {
  let site: SiteOnHost;
  beforeAll(async () => {
    site = new SiteOnHost('e2e-fails');
    await site.up();
    await site.run('provision', 'build', 'activate');
  });
  afterAll(() => site?.project.remove());

  const activateWith = (change: Mapping) => ({
    activate: { http_test_path: '/', gunicorn, nginx, ...change },
  });

  describe('a build that fails', () => {
    const failing = (what: string, file: string, change: (text: string) => string, said: RegExp) =>
      it(what, async () => {
        site.project.edit(file, change);
        site.project.commit(what);
        try {
          const { text } = await site.unchanged(() => site.complaintAbout('build', {}));
          expect(text).toMatch(said);
          expect(text).toContain('web-1');
        } finally {
          site.project.removeLastCommit();
        }
      });

    it('unit tests fail', async () => {
      site.project.write(
        'site/test_app.py',
        'import unittest\n\nclass TestApp(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(1 + 1, 3)\n',
      );
      site.project.commit('A test that fails');
      const { message, text } = await site.unchanged(() => site.complaintAbout('build', {}));
      site.project.removeLastCommit();
      expect(message).toMatch(/unit tests of "site" failed on web-1/);
      expect(text).toMatch(/2 != 3/);
    });

    failing('setup.py is no Python', 'setup.py', () => 'def setup(:\n', /SyntaxError/);
    failing(
      'a dependency that no index offers',
      'setup.py',
      (text) => text.replace('gunicorn>=22', 'no-such-distribution-4711'),
      /no-such-distribution-4711/,
    );

    failing(
      'a version that no index offers',
      'setup.py',
      (text) => text.replace('gunicorn>=22', 'gunicorn==99.9'),
      /pip could not install "site" with what it needs on web-1: .*gunicorn==99\.9/,
    );

    it('the interpreter is not there', async () => {
      const provision = await site.complaintAbout('provision', {
        build: { plan: { ...plan, interpreter: 'python3.99' } },
      });
      expect(provision.message).toMatch(/python3\.99.*not on web-1/);
      const role = { build: { plan: { ...plan, interpreter: 'python3.99' } } };
      const { message, hint } = await site.unchanged(() => site.complaintAbout('build', role));
      expect(message).toMatch(/python3\.99.*not on web-1/);
      expect(hint).toMatch(/no package python3\.99\. Write another `interpreter:` \(python3, python3\.\d+\)/);
    });

    it('a post_build command fails', async () => {
      const role = { build: { plan, post_build: ['echo so it goes >&2; exit 7'] } };
      const { text } = await site.complaintAbout('build', role);
      expect(text).toMatch(/exit 7[\s\S]*so it goes/);
      expect(await site.onHost('curl -s http://127.0.0.1/')).toBe('The first page');
    });

    it('and what failed is never activated', async () => {
      await site.run('activate');
      const rows: { active: string }[] = JSON.parse((await site.project.fckOk(['status', '--json'])).stdout);
      expect(rows.map(({ active }) => active)).toEqual([expect.stringContaining('_00001_')]);
    });
  });

  describe('an activation that fails', () => {
    // On a busy machine, a service that ends at its start may outlive its first second: then its health check fails instead.
    it.each<[string, Mapping, RegExp, RegExp]>([
      [
        'the app module is not there',
        { gunicorn: { ...gunicorn, app_module: 'nope:app' } },
        /gunicorn.* did not (stay up|become healthy)/,
        /No module named 'nope'/,
      ],
      [
        'the app module has no such attribute',
        { gunicorn: { ...gunicorn, app_module: 'app:application' } },
        /gunicorn.* did not (stay up|become healthy)/,
        /Failed to find attribute 'application' in 'app'/,
      ],
      [
        'the app crashes at its start',
        { gunicorn: { ...gunicorn, env: { SITE_MODE: 'crash' } } },
        /gunicorn.* did not (stay up|become healthy)/,
        /the database is not configured/,
      ],
      [
        'the app answers, and ends within its first second',
        { gunicorn: { ...gunicorn, env: { SITE_MODE: 'ends young' } } },
        /did not (stay up|become healthy)/,
        /gunicorn/,
      ],
      [
        'the app answers 500',
        { health: { within: 8 }, gunicorn: { ...gunicorn, env: { SITE_MODE: '500' } } },
        /gunicorn at \/ did not become healthy on web-1 within 8 s: it answers 500/,
        /http_test_path/,
      ],
      [
        'the app hangs',
        { health: { within: 2 }, gunicorn: { ...gunicorn, env: { SITE_MODE: 'hang' } } },
        /gunicorn at \/ did not become healthy on web-1 within 2 s/,
        /health: \{within\}/,
      ],
      [
        'an option that gunicorn has not',
        { gunicorn: { ...gunicorn, options: { 'log-levle': 'debug' } } },
        /no option "log-levle"/,
        /log-level/,
      ],
      ['the user does not exist', { user: 'nobody-such' }, /web-1 has no such user/, /nobody-such/],
      [
        'static files are not there',
        { nginx: { ...nginx, static: [{ url: '/static/', local: 'app/statics/' }] } },
        /static files of \/static\/ are not in the build/,
        /app\/statics/,
      ],
    ])('%s', async (_what, change, said, more) => {
      const { message, text } = await site.unchanged(() =>
        site.complaintAbout('activate', activateWith(change)),
      );
      expect(message).toMatch(said);
      expect(text).toMatch(more);
      expect(text).toContain('web-1');
    });

    it('a build that is not there', async () => {
      const { message, hint } = await site.unchanged(() =>
        site.complaintAbout(['activate', '--build', 'e2e-fails_00099_abcdef0'], {}),
      );
      expect(message).toMatch(/e2e-fails_00099_abcdef0.*not on web-1/);
      expect(hint).toContain('e2e-fails_00001_');
    });

    it('a foreign site is broken', async () => {
      const file = '/etc/nginx/conf.d/theirs.conf';
      const { message, text } = await site.while(
        `echo 'server { listen 8081; rubbish on; }' | sudo tee ${file}`,
        () => site.unchanged(() => site.complaintAbout(['activate', '--force'], {})),
        `sudo rm ${file}`,
      );
      expect(message).toMatch(/file that is not from fck/);
      expect(text).toContain(`${file}:1`);
      expect(text).toContain('web-1');
    });

    it('a foreign program is broken', async () => {
      const file = '/etc/supervisor/conf.d/theirs.conf';
      const { message, text } = await site.while(
        `printf '[program:theirs]\\nuser=nobody-such\\n' | sudo tee ${file}`,
        () => site.unchanged(() => site.complaintAbout(['activate', '--force'], {})),
        `sudo rm ${file}`,
      );
      expect(message).toContain(file);
      expect(text).toContain('not from fck');
    });

    it('another program has the port', async () => {
      const role = activateWith({ nginx: { ...nginx, listen: 8082 } });
      const { message, text } = await site.while(
        served('theirs', 8082),
        () => site.unchanged(() => site.complaintAbout('activate', role)),
        'sudo systemctl stop theirs',
      );
      expect(message).toBe('nginx cannot listen on 8082: python3 does.');
      expect(text).toContain('web-1');
    });
  });

  describe('nginx cannot start', () => {
    beforeAll(() => site.onHost(`sudo systemctl stop nginx; ${served('theirs', 80)}`));
    afterAll(() => site.onHost('sudo systemctl stop theirs; sudo systemctl start nginx'));

    it('when it is provisioned: the log says that another program has the port', async () => {
      const { message, text } = await site.complaintAbout('provision', {});
      expect(message).toMatch(/web-1/);
      expect(text).toMatch(/nginx/);
      expect(text).toMatch(/Address already in use/);
    });

    it('when a build is activated', async () => {
      const { message, hint } = await site.complaintAbout('activate', {});
      expect(message).toMatch(/nginx .*does not run/);
      expect(hint).toContain('fck run provision');
    });
  });

  it('in the end the site is served as it was, and can be deployed', async () => {
    await site.run('build', 'activate');
    expect(await site.onHost('curl -s http://127.0.0.1/')).toBe('The first page');
    expect((await site.onHost('sudo supervisorctl status | grep -cE "STARTING|RUNNING"')).trim()).toBe('1');
  });

  it('a supervisord that has only a port, with a password, will do as well', async () => {
    await site.onHost(`
      sudo sed -i 's/^.unix_http_server]/[inet_http_server]/; s/^chmod=.*//; s/^file=.*/port=127.0.0.1:%(ENV_RPC_PORT)s\\nusername=me\\npassword=half%%off/' /etc/supervisor/supervisord.conf
      sudo mkdir -p /etc/systemd/system/supervisor.service.d
      printf '[Service]\\nEnvironment=RPC_PORT=9001\\n' | sudo tee /etc/systemd/system/supervisor.service.d/port.conf
      sudo systemctl daemon-reload; sudo systemctl restart supervisor
      for try in $(seq 100); do curl -s -o /dev/null http://127.0.0.1:9001/ && exit; sleep 0.1; done; exit 1`);
    await site.run('restart');
    expect(await site.onHost('curl -s http://127.0.0.1/; test ! -e /var/run/supervisor.sock')).toBe(
      'The first page',
    );
    await site.project.fckOk(['status']);
    await site.run('deactivate');
    expect(
      await site.onHost(
        "sudo supervisorctl -s http://127.0.0.1:9001 -u me -p half%off status | grep -c '^fck-'; ls /etc/supervisor/conf.d",
      ),
    ).toBe('0\n');
  });
});
