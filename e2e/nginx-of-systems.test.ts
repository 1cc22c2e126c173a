import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintOf } from './fixture/complaint.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, plan, provision } from './fixture/site-on-host.js';
import { SiteProject } from './fixture/site-project.js';
import { hostsOfSystem } from './fixture/systems.js';

const RHEL_8 = 'eight-1';
const ROCKY_9 = 'nine-1';
/** Substitutes for the programs of SELinux and firewalld, for hosts whose kernel has neither. */
const STAND_IN = readFileSync(new URL('fixture/selinux/program.sh', import.meta.url), 'base64');
const PROGRAMS =
  'getenforce getsebool setsebool semodule semanage matchpathcon restorecon ausearch firewall-cmd';
const CHANGES = 'sudo cat /var/lib/stand-in-selinux/changes';

/** All ways to request a host: both address families, with a name and without. */
const VISIT = `for address in 127.0.0.1 '[::1]'; do
  for header in "Host: $address" 'Host: shop.example.com' 'Host:'; do curl -s -0 -H "$header" http://$address/; echo; done
done | sort | uniq -c`;

describe.skipIf(noSandbox)(onHosts('the nginx of systems of the Red Hat family'), () => {
  const project = new SiteProject();

  /** Writes the configuration: the site without server names on both hosts. */
  function configure(file: string, nginx: object = {}): void {
    const role = (system: string) => ({
      ...hostsOfSystem(system),
      provision,
      build: { plan },
      activate: { http_test_path: '/', gunicorn, nginx: { listen: 80, ...nginx } },
    });
    const roles = { eight: role('rhel-8'), nine: role('rocky-9') };
    project.write(file, JSON.stringify({ name: 'e2e-nginx', repos: { site: { path: 'site' } }, roles }));
  }

  beforeAll(async () => {
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

  it.each([RHEL_8, ROCKY_9])(
    'serves a site without names on %s, whose nginx.conf stays as it is',
    async (host) => {
      expect((await project.onHost(host, VISIT)).trim()).toBe('6 The first page');
      expect(await project.onHost(host, 'rpm -V nginx | grep nginx.conf || :')).toBe('');
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
