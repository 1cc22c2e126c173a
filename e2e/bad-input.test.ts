import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintOf } from './fixture/complaint.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { plan, SiteOnHost } from './fixture/site-on-host.js';

describe.skipIf(noSandbox)(onHosts('bad input about hosts'), () => {
  let site: SiteOnHost;
  beforeAll(async () => {
    site = new SiteOnHost('e2e-bad');
    await site.up();
  });
  afterAll(() => site?.project.remove());

  describe('on a host that nothing was done to', () => {
    it('a tool that no system offers any more names its successor, and nothing is changed', async () => {
      const before = await site.onHost('dpkg -l | wc -l; ls /opt');
      for (const [tool, successor] of [
        ['python2.7', 'python3'],
        ['easy_install', 'pip'],
      ]) {
        const role = { provision: { tools: ['package:tree', tool] } };
        const { message, hint } = await site.complaintAbout('provision', role);
        expect(message).toMatch(new RegExp(`"${tool}" is not on web-1.*no longer offers`));
        expect(hint).toContain(`"${successor}"`);
      }
      expect(await site.onHost('dpkg -l | wc -l; ls /opt')).toBe(before);
    });

    it('a package that there is not', async () => {
      const before = await site.onHost('dpkg -l | wc -l');
      const role = { provision: { tools: ['package:tree', 'package:does-not-exist'] } };
      const { message, text } = await site.complaintAbout('provision', role);
      expect(message).toMatch(/^The repositories of web-1 \(Debian .*\) do not offer does-not-exist\.$/);
      expect(text).toContain('asked for by `tools:`');
      expect(await site.onHost('dpkg -l | wc -l')).toBe(before);
    });

    it('a key file for git that is not there', async () => {
      const before = await site.onHost('ls -A ~/.ssh /opt');
      const { message, where } = await site.complaintAbout(
        'provision',
        { provision: { git: { install_key_file: true, clone: '__all__' } } },
        { keys: { git: { local_file: 'machine_user' } }, repos: { site: 'git@git.example.com:site.git' } },
      );
      expect(message).toMatch(/key file of "git", .*machine_user, cannot be used: there is no such file/);
      expect(where).toMatch(/^case\.yaml:1:\d+$/);
      expect(await site.onHost('ls -A ~/.ssh /opt')).toBe(before);
    });

    it('no build yet', async () => {
      await site.run('provision');
      const { message, hint } = await site.complaintAbout('activate', {});
      expect(message).toMatch(/no build on web-1/);
      expect(hint).toContain('fck run build -r web');
    });

    it('nothing to copy yet', async () => {
      const builder = { ...site.asOwnHost({ name: 'builder-1' }), build: { plan } };
      const web = { sandbox: { count: 1 }, build: { copy_from: { role: 'builder' } } };
      const { message, hint } = await site.complaintAbout(
        ['build', '-r', 'web'],
        {},
        { roles: { builder, web } },
      );
      expect(message).toMatch(/role "builder" has a finished build/);
      expect(hint).toContain('fck run build -r builder');
    });
  });

  describe('beside a site that is served', () => {
    beforeAll(() => site.run('build', 'activate'));

    describe('a host that is not what the configuration says', () => {
      it('no machine answers at its address', async () => {
        const started = Date.now();
        const address = site.host.address.replace(/\d+$/, '250');
        const { message } = await site.unchanged(() =>
          site.complaintAbout('activate', site.asOwnHost({ address }, { connect_timeout: 3 })),
        );
        expect(message).toMatch(/web-1 \(deploy@.*250:22\) cannot be reached/);
        expect(Date.now() - started).toBeLessThan(60_000);
      });

      it('another host key than the one in the configuration', async () => {
        const host_keys = [
          'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl',
        ];
        const { message, hint, text } = await site.complaintAbout(
          'activate',
          site.asOwnHost({}, { host_keys }),
        );
        expect(message).toMatch(/host key of web-1 .*differs/);
        expect(hint).toMatch(/host_keys/);
        expect(text).toMatch(/Shown: .*SHA256:/);
      });

      it('another host key than the one that was pinned', async () => {
        site.configure('case.yaml', site.asOwnHost({}, { host_keys: undefined }));
        await site.project.fckOk(['exec', '--config', 'case.yaml', '--', 'true']);
        const [host] = site.host.address.split(':');
        site.project.write(
          '.fck/known_hosts',
          `${host} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n`,
        );
        const { message, where } = complaintOf(
          await site.project.fck(['run', 'activate', '--config', 'case.yaml']),
        );
        expect(message).toMatch(/host key .*differs/);
        expect(where).toMatch(/\.fck\/known_hosts:1/);
      });

      it('a user that may not log in', async () => {
        const { message, hint } = await site.complaintAbout(
          'activate',
          site.asOwnHost({ user: 'nobody-such' }),
        );
        expect(message).toMatch(/web-1 \(nobody-such@.*did not let nobody-such in/);
        expect(hint).toContain('authorized_keys');
      });
    });

    describe('sudo', () => {
      beforeAll(() =>
        site.onHost(`for user in plain asks; do
          sudo useradd -m -s /bin/sh $user && sudo cp -r ~/.ssh /home/$user/ && sudo chown -R $user: /home/$user/.ssh
        done
        echo asks:secret-4711 | sudo chpasswd
        echo 'asks ALL=(ALL) ALL' | sudo tee /etc/sudoers.d/asks`),
      );

      // Separate folders: those of the site belong to the other user.
      const elsewhere = { root: '/opt/elsewhere' };
      const asked = { provision: { tools: ['package:tree'] } };

      it('is refused', async () => {
        const { message, hint } = await site.unchanged(() =>
          site.complaintAbout('provision', { ...site.asOwnHost({ user: 'plain' }), ...asked }, elsewhere),
        );
        expect(message).toMatch(/sudo refused plain on web-1/);
        expect(hint).toMatch(/NOPASSWD.*sudo_password: !env/);
      });

      it('wants a password that is not there, or another one', async () => {
        const role = { ...site.asOwnHost({ user: 'asks' }), ...asked };
        expect((await site.complaintAbout('provision', role, elsewhere)).message).toMatch(
          /sudo refused asks on web-1/,
        );
        const wrong = await site.complaintAbout(
          'provision',
          role,
          { ...elsewhere, sudo_password: '!env SUDO' },
          { SUDO: 'guess-0815' },
        );
        expect(wrong.message).toMatch(/sudo refused asks on web-1/);
        expect(wrong.text).not.toContain('guess-0815');
      });

      it('refuses a password before anything is locked, where the root folder exists', async () => {
        const { message, hint, text } = await site.complaintAbout(
          'build',
          site.asOwnHost({ user: 'asks' }),
          { root: '/opt', sudo_password: '!env SUDO' },
          { SUDO: 'guess-0815' },
        );
        expect(text).toContain('SUDO_FAILED');
        expect(message).toMatch(/sudo refused asks on web-1/);
        expect(hint).toContain('`sudo_password` is not the password of asks');
      });

      it('works with its password, which is shown nowhere', async () => {
        site.configure(
          'case.yaml',
          { ...site.asOwnHost({ user: 'asks' }), ...asked },
          { ...elsewhere, sudo_password: '!env SUDO' },
        );
        const env = { SUDO: 'secret-4711' };
        const args = ['run', 'provision', '--config', 'case.yaml', '--verbose'];
        const { stdout, stderr } = await site.project.fckOk(args, env);
        expect(stdout + stderr).not.toContain('secret-4711');
        expect(await site.onHost('command -v tree')).toContain('tree');
      });
    });
  });
});
