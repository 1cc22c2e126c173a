import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, type Mapping, provision, SiteOnHost } from './fixture/site-on-host.js';

/** What hosts may have in place of the usual sudo. */
describe.skipIf(noSandbox)(onHosts('a host with sudo-rs or doas'), () => {
  let site: SiteOnHost;
  beforeAll(async () => {
    site = new SiteOnHost('e2e-sudo', { suite: 'trixie' });
    await site.up();
    await site.onHost(`
      sudo apt-get -qq install sudo-rs opendoas
      for user in plain asks free; do
        sudo useradd -m -s /bin/sh $user && sudo cp -r ~/.ssh /home/$user/ && sudo chown -R $user: /home/$user/.ssh
      done
      echo asks:secret-4711 | sudo chpasswd
      echo 'asks ALL=(ALL:ALL) ALL' | sudo tee /etc/sudoers.d/asks
      printf 'permit nopass deploy\npermit nopass free\n' | sudo tee /etc/doas.conf
      sudo dpkg-divert --quiet --rename --divert /usr/bin/sudo.ws --add /usr/bin/sudo
      sudo.ws ln -s sudo-rs /usr/bin/sudo`);
    expect(await site.onHost('sudo --version 2>&1')).toMatch(/^sudo-rs /);
  });
  afterAll(() => site?.project.remove());

  const env = { SUDO: 'secret-4711' };

  /** A role and a project of a login user's own, which is served at a port of its own. */
  const projectOf = (user: string, port: number): [Mapping, Mapping] => [
    {
      ...site.asOwnHost({ user }),
      provision,
      activate: { http_test_path: '/', gunicorn, nginx: { listen: port } },
    },
    { name: `e2e-${user}`, root: `/opt/${user}`, sudo_password: '!env SUDO' },
  ];

  /** Provisions, builds and serves a project, and gives what the host serves and what fck printed. */
  async function serve(user: string, port: number): Promise<{ page: string; printed: string }> {
    site.configure('case.yaml', ...projectOf(user, port));
    const args = ['run', 'provision', 'build', 'activate', '--config', 'case.yaml', '--verbose'];
    const { stdout, stderr } = await site.project.fckOk(args, env);
    return { page: await site.onHost(`curl -s http://127.0.0.1:${port}/`), printed: stdout + stderr };
  }

  describe('sudo-rs', () => {
    it('that asks for a password: it is given, and a site is served', async () => {
      const { page, printed } = await serve('asks', 8081);
      expect(page).toBe('The first page');
      expect(printed).not.toContain('secret-4711');
    });

    it('that refuses is named, with what to change', async () => {
      const wrong = await site.complaintAbout('provision', ...projectOf('asks', 8081), {
        SUDO: 'guess-0815',
      });
      expect(wrong.message).toMatch(/sudo refused asks on web-1/);
      expect(wrong.hint).toContain('`sudo_password` is not the password of asks');
      expect(wrong.text).not.toContain('guess-0815');
      const plain = await site.complaintAbout('provision', ...projectOf('plain', 8082), env);
      expect(plain.message).toMatch(/sudo refused plain on web-1/);
      expect(plain.hint).toContain('plain ALL=(ALL) NOPASSWD: ALL');
    });
  });

  describe('doas, where there is no sudo', () => {
    beforeAll(async () => {
      await site.onHost('sudo rm /usr/bin/sudo');
    });

    it('serves a site, and warns of a service whose user may become root', async () => {
      const [role, project] = projectOf('free', 8083);
      const { page } = await serve('free', 8083);
      expect(page).toBe('The first page');
      const activate = { http_test_path: '/', user: 'deploy', gunicorn, nginx: { listen: 8083 } };
      site.configure('case.yaml', { ...role, activate }, project);
      const { stdout, stderr } = await site.project.fckOk(['run', 'activate', '--config', 'case.yaml'], env);
      expect(stdout + stderr).toMatch(/run as deploy, who may act as root/);
    });

    it('that asks for a password, or has no rule, is named with the line to add', async () => {
      const { message, hint } = await site.complaintAbout('provision', ...projectOf('plain', 8082), env);
      expect(message).toMatch(/doas refused plain on web-1/);
      expect(hint).toContain('permit nopass plain');
    });
  });
});
