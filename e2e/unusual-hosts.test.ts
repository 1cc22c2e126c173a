import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, type Mapping, provision, SiteOnHost } from './fixture/site-on-host.js';

/** Holds the lock of apt's package lists as another apt would, until it is released. */
const HOLD_LISTS = `
import fcntl, os, time
held = open("/var/lib/apt/lists/lock", "w")
fcntl.lockf(held, fcntl.LOCK_EX)
open("/run/lists-held", "w").close()
end = time.time() + 120
while time.time() < end and os.path.exists("/run/lists-held"):
    time.sleep(0.05)
`;

/** Puts the programs of uutils in the place of GNU's, as Ubuntu 25.10 has them. */
const USE_UUTILS = `
import os
folder = "/usr/lib/cargo/bin/coreutils"
for name in os.listdir(folder):
    program = "/usr/bin/" + name
    if os.path.exists(program):
        os.symlink(folder + "/" + name, program + ".uutils")
        os.rename(program + ".uutils", program)
`;

/** What hosts may have that is not as on Debian 12: other programs for root's work, a first boot, uutils. */
describe.skipIf(noSandbox)(onHosts('an unusual host'), () => {
  let site: SiteOnHost;
  beforeAll(async () => {
    site = new SiteOnHost('e2e-sudo', { suite: 'trixie' });
    await site.up();
    await site.onHost(`
      sudo apt-get -qq install sudo-rs opendoas rust-coreutils needrestart
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

  describe('the first minutes', () => {
    /** Provisions as `asks`, with one more package. */
    async function install(name: string): Promise<string> {
      const [role, project] = projectOf('asks', 8081);
      site.configure('case.yaml', { ...role, provision: { tools: [`package:${name}`] } }, project);
      const args = ['run', 'provision', '--config', 'case.yaml', '--verbose'];
      const { stdout, stderr } = await site.project.fckOk(args, env);
      expect(await site.onHost(`dpkg-query -W -f '\${Status}' ${name}`)).toContain('ok installed');
      return stdout + stderr;
    }
    /** Waits until a run has noted something in its journal. */
    const noted = (what: RegExp) =>
      vi.waitFor(
        () => {
          const journals = join(site.project.directory, '.fck/runs');
          const texts = readdirSync(journals).map((name) => readFileSync(join(journals, name), 'utf8'));
          expect(texts.join()).toMatch(what);
        },
        { timeout: 60_000, interval: 200 },
      );
    const mainProcess = () => site.onHost('systemctl show --property MainPID --value supervisor');

    it('cloud-init is waited for before anything is installed', async () => {
      await site.onHost('sudo mkdir /run/cloud-init');
      const installing = install('tree');
      await noted(/"wait:start".*cloud-init/);
      const end = 'echo {} | sudo tee /run/cloud-init/result.json';
      expect(await site.onHost(`command -v tree || echo not yet; ${end}`)).toContain('not yet');
      await installing;
    });

    it('another apt that fetches package lists is waited for', async () => {
      await site.onHost(`sudo sh -c 'touch -d 2001-01-01 /var/lib/apt/lists/partial
        systemd-run --quiet python3 -c "$1"
        until [ -e /run/lists-held ]; do sleep 0.1; done' sh '${HOLD_LISTS}'`);
      const installing = install('bc');
      await noted(/Waiting for the package lists\. .*held by process \d+ \(python3\)/);
      await site.onHost('sudo rm /run/lists-held');
      await installing;
    });

    it('needrestart does not restart what serves', async () => {
      // All that runs with this library seems to need a restart.
      await site.onHost(`echo '$nrconf{restart} = "a";' | sudo tee /etc/needrestart/conf.d/all.conf
        for file in $(sudo awk '/libexpat/ { print $6 }' /proc/$(systemctl show --property MainPID --value supervisor)/maps | sort -u); do
          sudo cp -p $file $file.new && sudo mv $file.new $file
        done`);
      const before = await mainProcess();
      await install('dc');
      expect(await mainProcess()).toBe(before);
      await site.onHost('sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install ed');
      expect(await mainProcess(), 'needrestart would have restarted it').not.toBe(before);
    });
  });

  describe('uutils in place of the GNU programs', () => {
    it('a second build is made and served', async () => {
      await site.onHost(`sudo python3 -c '${USE_UUTILS}'`);
      expect(await site.onHost('sort --version; cp --version')).not.toContain('GNU');
      site.project.edit('app/__init__.py', (text) => text.replace('first page', 'second page'));
      site.project.commit('The second page');
      expect((await serve('asks', 8081)).page).toBe('The second page');
    });
  });

  describe('doas, where there is no sudo', () => {
    beforeAll(async () => {
      await site.onHost('sudo rm /usr/bin/sudo');
    });

    it('serves a site, and warns of a service whose user may become root', async () => {
      const [role, project] = projectOf('free', 8083);
      const { page } = await serve('free', 8083);
      expect(page).toBe('The second page');
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
