import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCertificate } from './fixture/certificate.js';
import { complaintOf } from './fixture/complaint.js';
import { Load } from './fixture/load.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, plan, provision } from './fixture/site-on-host.js';
import { SiteProject } from './fixture/site-project.js';
import { hostsOfSystem } from './fixture/systems.js';

const RHEL_8 = 'eight-1';
const ROCKY_9 = 'nine-1';
const DEBIAN = 'debian-1';
/** Substitutes for the programs of SELinux and firewalld, for hosts whose kernel has neither. */
const STAND_IN = readFileSync(new URL('fixture/selinux/program.sh', import.meta.url), 'base64');
const PROGRAMS =
  'getenforce getsebool setsebool semodule semanage matchpathcon restorecon ausearch firewall-cmd';
const CHANGES = 'sudo cat /var/lib/stand-in-selinux/changes';

/** All ways to request a host: both address families, with a name and without. */
const VISIT = `for address in 127.0.0.1 '[::1]'; do
  for header in "Host: $address" 'Host: shop.example.com' 'Host:'; do curl -s -0 -H "$header" http://$address/; echo; done
done | sort | uniq -c`;

describe.skipIf(noSandbox)(onHosts('the nginx of Debian and of the Red Hat family'), () => {
  const project = new SiteProject();

  /** Writes the configuration: the site without server names on all hosts. */
  function configure(file: string, nginx: object = {}): void {
    const role = (system: string) => ({
      ...hostsOfSystem(system),
      provision,
      build: { plan },
      activate: { http_test_path: '/', gunicorn, nginx: { listen: 80, ...nginx } },
    });
    const debian = { ...role('rocky-9'), user: 'deploy', sandbox: { count: 1 } };
    const roles = { eight: role('rhel-8'), nine: role('rocky-9'), debian };
    project.write(file, JSON.stringify({ name: 'e2e-nginx', repos: { site: { path: 'site' } }, roles }));
  }

  beforeAll(async () => {
    writeFileSync(join(project.repository, 'app/static/style.css.gz'), gzipSync('body { color: red }\n'));
    // What nginx tells the service about a wish to upgrade the connection.
    project.edit('app/__init__.py', (text) =>
      text.replace(
        '    return [HEADLINE',
        `    if environ["PATH_INFO"] == "/upgrade":
        return [f"{environ.get('HTTP_UPGRADE')} {environ.get('HTTP_CONNECTION')}".encode()]
    return [HEADLINE`,
      ),
    );
    project.commit('A file that is compressed already');
    configure('fck.yaml');
    await project.fckOk(['sandbox', 'up', '--install-missing']);
    await project.onHost(
      ROCKY_9,
      `cd /usr/local/sbin && for name in ${PROGRAMS}; do
        echo ${STAND_IN} | base64 -d | sudo tee $name >/dev/null && sudo chmod 755 $name
      done`,
    );
    await project.fckOk(['run', 'provision', 'build', 'activate']);
  }, 600_000);
  afterAll(() => project.remove());

  it.each([RHEL_8, ROCKY_9, DEBIAN])(
    'serves a site without names on %s, whose nginx.conf stays as it is',
    async (host) => {
      expect((await project.onHost(host, VISIT)).trim()).toBe('6 The first page');
      expect(
        await project.onHost(
          host,
          '{ rpm -V nginx || dpkg -V nginx-common; } 2>/dev/null | grep nginx.conf || :',
        ),
      ).toBe('');
    },
  );

  it('lets nginx through SELinux by steps that hold, and says what a firewall closes until it is opened', async () => {
    expect((await project.onHost(ROCKY_9, CHANGES)).trim().split('\n')).toEqual([
      'semodule -i fck_nginx.cil',
      'semanage fcontext -a -t httpd_var_run_t /opt/www/e2e-nginx/run(/.*)?',
      'restorecon -- /opt/www/e2e-nginx/run',
    ]);
    const { stderr } = await project.fckOk(['run', 'provision', '-H', ROCKY_9]);
    expect(stderr).toContain('nothing to change');

    const status = async () => (await project.fck(['status', '-H', ROCKY_9, '--json'])).stdout;
    const [, command = ''] =
      /firewalld blocks port 80 from outside: `(.*?)` opens it/.exec(await status()) ?? [];
    expect(command).toContain('--add-service=http');
    await project.onHost(ROCKY_9, command);
    expect(await status()).not.toContain('firewalld');
  });

  it('shows the last denials of SELinux where a build cannot be verified', async () => {
    configure('broken.yaml', { extra: ['location = / { return 502; }'] });
    const failed = await project.fck(['run', 'activate', '--config', 'broken.yaml', '-H', ROCKY_9]);
    const { text } = complaintOf(failed);
    expect(text).toContain('SELinux is enforcing. Its denials in the last ten minutes:');
    expect(text).toMatch(/denied {2}\{ connectto \} for .* comm="nginx"/);
    expect(text).not.toContain('chronyd');
    expect(await project.onHost(ROCKY_9, VISIT)).toContain('6 The first page');
  });

  describe.each([ROCKY_9, DEBIAN])('a site with names on %s', (host) => {
    /** Requests a page of a name; the head of the answer is in lower case. */
    const answerOf = async (name: string, path: string, ...options: string[]) => {
      const request = `curl -sig ${options.map((option) => `'${option}'`).join(' ')} -H 'Host: ${name}' 'http://[::1]${path}'`;
      const text = Buffer.from(await project.onHost(host, `${request} | base64 -w0`), 'base64').toString();
      const [, lines = '', page = ''] = /^([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(text) ?? [];
      return { head: lines.toLowerCase().replace('http/1.1 ', ''), page };
    };

    beforeAll(async () => {
      await project.onHost(
        host,
        "echo 'server { listen 80; listen [::]:80; server_name theirs.org; return 200 theirs; }' | sudo tee /etc/nginx/conf.d/theirs.conf",
      );
      configure('names.yaml', {
        server_names: 'shop.example.com',
        static: [{ url: '/static/', local: 'app/static/', cache: '1y immutable', precompressed: true }],
        headers: { 'X-Frame-Options': 'DENY', 'X-Odd': 'a "b"; \\ {c} é' },
        redirects: {
          'www.example.com': 'https://shop.example.com',
          '/old page': '/new',
          '/elsewhere': { to: 'https://example.org/?a=b', status: 302 },
        },
        body_size: '1k',
        timeouts: { read: '5m', send: 30, connect: 5 },
        gzip: true,
        http_extra: 'map $arg_colour $fck_test_colour { default none; red warm; }',
        extra: 'location = /colour { return 200 $fck_test_colour; }',
      });
      await project.fckOk(['run', 'activate', '--config', 'names.yaml', '-H', host]);
    });

    it('refuses names that no site has, and serves the sites of others', async () => {
      for (const name of ['unknown.example.org', '127.0.0.1'])
        expect((await answerOf(name, '/')).head).toMatch(/^404 /);
      expect(await project.onHost(host, `curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1/`)).toBe(
        '404',
      );
      expect((await answerOf('theirs.org', '/')).page).toBe('theirs');
      expect((await answerOf('Shop.Example.com', '/')).page).toBe('The first page');
    });

    it('has its headers on pages, static files, errors and redirects', async () => {
      for (const path of ['/', '/static/style.css', '/static/none.css', '/old%20page']) {
        const { head } = await answerOf('shop.example.com', path);
        expect(head).toContain('\r\nx-frame-options: deny');
        expect(head).toContain('\r\nx-odd: a "b"; \\ {c} é');
      }
    });

    it('lets caches keep static files, and nothing else; compressed ones are sent where they are taken', async () => {
      const name = 'shop.example.com';
      const { head, page } = await answerOf(name, '/static/style.css');
      expect(head).toMatch(/^200 [\s\S]*\r\ncache-control: public, max-age=31536000, immutable/);
      expect(page).toContain('teal');
      for (const path of ['/static/none.css', '/'])
        expect((await answerOf(name, path)).head).not.toContain('cache-control');
      const compressed = await project.onHost(
        host,
        `curl -s --compressed -H 'Host: ${name}' http://127.0.0.1/static/style.css`,
      );
      expect(compressed).toContain('red');
    });

    it('redirects names and paths', async () => {
      const location = async (name: string, path: string) =>
        /^(\d+)[\s\S]*\r\nlocation: (\S+)/.exec((await answerOf(name, path)).head)?.slice(1);
      expect(await location('www.example.com', '/a?b=c')).toEqual(['301', 'https://shop.example.com/a?b=c']);
      expect(await location('shop.example.com', '/old%20page?b=c')).toEqual(['301', '/new?b=c']);
      expect(await location('shop.example.com', '/elsewhere?b=c')).toEqual([
        '302',
        'https://example.org/?a=b',
      ]);
    });

    it('refuses large bodies, and has the lines of the http block', async () => {
      const large = await answerOf('shop.example.com', '/', '-d', 'x'.repeat(2000));
      expect(large.head).toMatch(/^413 /);
      expect((await answerOf('shop.example.com', '/colour?colour=red')).page).toBe('warm');
    });

    it('passes on the wish for a websocket, and no other', async () => {
      const asked = async (wish: string) =>
        (
          await answerOf(
            'shop.example.com',
            '/upgrade',
            '-H',
            'Connection: Upgrade',
            '-H',
            `Upgrade: ${wish}`,
          )
        ).page;
      expect(await asked('WebSocket')).toBe('websocket upgrade');
      expect(await asked('h2c')).toBe('None None');
    });

    it('has nothing to do the next time', async () => {
      const { stderr } = await project.fckOk(['run', 'activate', '--config', 'names.yaml', '-H', host]);
      expect(stderr).toContain('nothing to change');
    });
  });

  describe('maintenance', () => {
    const host = DEBIAN;
    const here = ['-H', host, '--config', 'names.yaml'];
    let address = '';
    const visit = () => fetch(`http://${address}/`, { headers: { 'x-test': '1' } });
    const statusHere = async () => JSON.parse((await project.fckOk(['status', ...here, '--json'])).stdout)[0];

    beforeAll(async () => {
      const hosts: { name: string; address: string }[] = JSON.parse(
        (await project.fckOk(['hosts', '--json'])).stdout,
      );
      address = hosts.find(({ name }) => name === host)?.address ?? '';
      // fetch() sends the name of the URL.
      configure('names.yaml', { server_names: [address], headers: { 'X-Site': 'shop' } });
      await project.fckOk(['run', 'activate', ...here]);
      expect(await (await visit()).text()).toContain('page');
    });

    it('is planned without a change', async () => {
      const { stdout } = await project.fckOk(['maintenance', 'on', ...here, '-n']);
      expect(stdout).toContain('/etc/nginx/fck/e2e-nginx.');
      expect((await visit()).status).toBe(200);
    });

    it('shows visitors a page, and leaves other sites alone', async () => {
      await project.fckOk(['maintenance', 'on', ...here, '--message', 'New <shelves> for $5']);
      const answer = await visit();
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('300');
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(await answer.text()).toContain('New &#60;shelves&#62; for &#36;5');
      expect((await fetch(`http://${address}/static/style.css`)).status).toBe(503);
      expect((await fetch(`http://${address}/any`, { method: 'POST', body: 'x' })).status).toBe(503);
      expect(await project.onHost(host, "curl -s -H 'Host: theirs.org' http://127.0.0.1/")).toBe('theirs');
    });

    it('is shown by the status, and is no failure', async () => {
      expect(await statusHere()).toMatchObject({
        serving: true,
        maintenance: { message: 'New <shelves> for $5', allow: [], retryAfter: 300 },
      });
      expect((await project.fckOk(['status', ...here])).stdout).toContain('is in maintenance since');
    });

    it('outlives deploys, which prove the new build, a rollback, an undone switch and a restart, under load', async () => {
      const load = new Load(`http://${address}/`, 16);
      project.edit('app/__init__.py', (text) => text.replace(/HEADLINE = ".*"/, `HEADLINE = "Of ${host}"`));
      project.commit('Another page');
      const before = (await statusHere()).active;
      const { stderr } = await project.fckOk(['run', 'build', 'activate', ...here]);
      expect(stderr).toContain('The site is in maintenance');
      const active = (await statusHere()).active;
      expect(active).not.toBe(before);
      configure('broken.yaml', { server_names: [address], extra: ['location = / { return 502; }'] });
      expect((await project.fck(['run', 'activate', '-H', host, '--config', 'broken.yaml'])).code).toBe(1);
      await project.fckOk(['rollback', ...here]);
      await project.fckOk(['run', 'activate', '--build', active, ...here]);
      const { requests, failures, pages } = await load.end();
      expect([...pages]).toEqual([]);
      expect(new Set(failures)).toEqual(new Set(['answered 503']));
      expect(requests).toBeGreaterThan(100);
      await project.onHost(host, 'sudo systemctl restart nginx');
      expect((await visit()).status).toBe(503);
    });

    it('lets allowed addresses through', async () => {
      const own = (await project.onHost(host, 'echo ${SSH_CLIENT%% *}')).trim();
      await project.fckOk([
        'maintenance',
        'on',
        ...here,
        '--allow',
        `${own}/32`,
        '--allow',
        '2001:db8::/32',
        '--allow-path',
        '/upgrade',
      ]);
      expect(await (await visit()).text()).toBe(`Of ${host}`);
      expect(await project.onHost(host, `curl -s -o /dev/null -w '%{http_code}' http://${address}/`)).toBe(
        '503',
      );
      expect(await project.onHost(host, `curl -s http://${address}/upgrade`)).toBe('None None');
      expect((await statusHere()).maintenance.allow).toEqual([`${own}/32`, '2001:db8::/32']);
      const { text } = complaintOf(
        await project.fck(['maintenance', 'on', ...here, '--allow', 'example.com;']),
      );
      expect(text).toContain('example.com; is no address and no network');
    });

    it('ends, and leaves nothing', async () => {
      await project.fckOk(['maintenance', 'off', ...here]);
      expect(await (await visit()).text()).toBe(`Of ${host}`);
      expect((await statusHere()).maintenance).toBeUndefined();
      expect(await project.onHost(host, 'ls /etc/nginx/fck 2>&1 | head -n 1')).toContain('No such file');
      const { stderr } = await project.fckOk(['maintenance', 'off', ...here]);
      expect(stderr).toContain('nothing to change');
    });
  });

  describe.each([ROCKY_9, DEBIAN])('a site with a certificate of its own on %s', (host) => {
    const name = 'tls.example.com';
    const activate = (...more: string[]) => ['run', 'activate', '--config', 'tls.yaml', '-H', host, ...more];
    const shown = async () => {
      const asked = `openssl s_client -connect localhost:443 -servername ${name} </dev/null 2>/dev/null | openssl x509`;
      return new X509Certificate(await project.onHost(host, asked)).fingerprint256;
    };
    const visit = (options: string) => project.onHost(host, `curl -sk ${options}`);
    const files = async () =>
      (await project.onHost(host, 'sudo find /etc/nginx/fck-tls -printf "%u %m %f\\n" | sort'))
        .trim()
        .split('\n');
    const configureTls = (more: object = {}) =>
      configure('tls.yaml', {
        listen: undefined,
        server_names: [name],
        redirects: { [`www.${name}`]: name },
        tls: { certificate: 'certificate.pem', key: 'key.pem', hsts: { max_age: 600 } },
        ...more,
      });
    let first: string;

    beforeAll(async () => {
      first = writeCertificate(project.directory, [name, `www.${name}`]);
      configureTls();
      await project.fckOk(activate());
    });

    it('is served over TLS of both address families, by HTTP/2, and port 80 redirects there', async () => {
      expect(await shown()).toBe(new X509Certificate(first).fingerprint256);
      for (const address of ['127.0.0.1', '[::1]']) {
        const at = `--connect-to ::${address}: -w ' %{http_version} %{http_code} %{redirect_url}'`;
        expect(await visit(`${at} https://${name}/`)).toMatch(/^(The first page|Of debian-1) 2 200 $/);
        expect(await visit(`${at} -o /dev/null 'http://${name}/a?b=c'`)).toBe(
          ` 1.1 301 https://${name}/a?b=c`,
        );
        expect(await visit(`${at} -o /dev/null https://www.${name}/a`)).toBe(` 2 301 https://${name}/a`);
        for (const scheme of ['http', 'https'])
          expect(await visit(`${at} -o /dev/null ${scheme}://other.example.com/`)).toMatch(/ 404 $/);
      }
      expect(await visit(`-i --connect-to ::127.0.0.1: https://${name}/`)).toMatch(
        /\nstrict-transport-security: max-age=600\r/i,
      );
      const old = `openssl s_client -tls1_1 -connect localhost:443 -servername ${name} </dev/null >/dev/null 2>&1 && echo spoken || echo refused`;
      expect((await project.onHost(host, old)).trim()).toBe('refused');
    });

    it('has a key that only root can read, and nothing to do the next time', async () => {
      expect(await files()).toEqual([
        expect.stringMatching(/^root 600 [0-9a-f]{16}\.key$/),
        expect.stringMatching(/^root 600 [0-9a-f]{16}\.pem$/),
        expect.stringMatching(/^root 700 e2e-nginx\.(nine|debian)$/),
        'root 700 fck-tls',
      ]);
      expect((await project.fckOk(activate())).stderr).toContain('nothing to change');
    });

    it('is refused before a host is touched if browsers would refuse it', async () => {
      writeCertificate(project.directory, ['other.example.com']);
      const { message, where, text } = complaintOf(await project.fck(activate()));
      expect(message).toContain(`is not for ${name}`);
      expect(where).toMatch(/tls\.yaml/);
      expect(text).toContain('TLS_NAMES_MISSING');
      expect(await shown()).toBe(new X509Certificate(first).fingerprint256);
    });

    it('comes back if the activation with a renewed one fails', async () => {
      const before = await files();
      writeCertificate(project.directory, [name]);
      configureTls({ extra: ['location = / { return 502; }'] });
      await project.fck(activate());
      expect(await shown()).toBe(new X509Certificate(first).fingerprint256);
      expect(await files()).toEqual(before);
      configureTls();
    });

    it('is renewed by an activation, under a load of 16 connections, and no request fails; its key is shown nowhere', async () => {
      const second = writeCertificate(project.directory, [name], 10);
      const key = readFileSync(join(project.directory, 'key.pem'), 'utf8').split('\n')[1] ?? '';
      const { stdout: plan } = await project.fckOk(activate('--dry-run', '--diff'));
      expect(plan).toContain('ssl_certificate ');
      const { stdout: hosts } = await project.fckOk(['hosts', '-H', host, '--json']);
      const [{ address }] = JSON.parse(hosts);
      const load = new Load(`https://${address}/`, 16, 0, { name, ca: [first, second] });
      const { stdout, stderr } = await project.fckOk(activate('--json'));
      const { requests, failures } = await load.end();
      expect(failures).toEqual([]);
      expect(requests).toBeGreaterThan(100);
      expect(await shown()).toBe(new X509Certificate(second).fingerprint256);
      expect(await files()).toHaveLength(6);
      expect(key).toMatch(/^[\w+/=]{60,}$/);
      expect(plan + stdout + stderr).not.toContain(key);
    });

    it('has its days in the status, which warns, and names another one that is shown', async () => {
      const status = ['status', '--config', 'tls.yaml', '-H', host];
      const { stdout, code } = await project.fck(status);
      // The firewall of the other host is closed.
      if (host === DEBIAN) expect(code).toBe(0);
      expect(stdout).toContain('9 days left');
      expect(stdout).toContain(`! ${host}: the certificate of the site expires in 9 days`);
      expect(stdout).toContain(`https://${name}/`);
      await project.onHost(
        host,
        `sudo sh -c 'cd /etc/nginx/fck-tls/e2e-nginx.* && openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=strange -keyout new.key -out new 2>/dev/null && for file in *.pem; do cat new >$file; done; rm new new.key'`,
      );
      expect((await project.fck(status)).stdout).toMatch(/another certificate than the site's own is shown/);
    });
  });

  it('refuses a default site that somebody made theirs, and the hint leads on', async () => {
    const main = '/etc/nginx/nginx.conf';
    await project.onHost(RHEL_8, `sudo sed -i 's|/usr/share/nginx/html|/srv/intranet|' ${main}`);
    const activate = ['run', 'activate', '--force', '-H', RHEL_8];
    const { message, hint = '' } = complaintOf(await project.fck(activate));
    expect(message).toContain(`${main} is already the default site of 80`);
    const [, first, second] =
      /remove `default_server` from lines (\d+) and (\d+) of \/etc\/nginx\/nginx.conf/.exec(hint) ?? [];
    await project.onHost(
      RHEL_8,
      `sudo sed -i '${first}s/default_server//; ${second}s/default_server//' ${main}`,
    );
    await project.fckOk(activate);
    expect((await project.onHost(RHEL_8, VISIT)).trim()).toBe('6 The first page');
  });
});
