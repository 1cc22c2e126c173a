import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFck } from '../packages/cli/dist/index.js';
import { CostOfRun, type Limits } from './fixture/cost-of-run.js';
import {
  documentedFiles,
  isAbout,
  isAsDocumented,
  listingOnHost,
  readListing,
} from './fixture/files-on-hosts.js';
import { Load } from './fixture/load.js';
import { NotesProject } from './fixture/notes-project.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';

// Limits of what one run may cost a web host. They only ever go down: with one helper process per host, the aim is 40 programs for a
// deploy. Each build that a host has costs one. fck asks again where nginx or a service is not ready yet, so a slow machine starts a
// few more.
const DEPLOY: Limits = { programs: 66, channels: 2 };
const NO_OP: Limits = { programs: 46, channels: 2 };

interface Row {
  readonly host: string;
  readonly role: string;
  readonly active?: string;
  readonly previous?: string;
  readonly running: boolean;
  readonly builds: number;
  readonly url?: string;
}

/** The share of a build's files that was transferred, for each host that copied it. */
function partsFetched(events: string): number[] {
  return [...events.matchAll(/\((\d+) of (\d+) files/g)].map(([, some, all]) => Number(some) / Number(all));
}

describe.skipIf(noSandbox)(onHosts('a Python site on one builder and two web hosts'), () => {
  let project: NotesProject;

  beforeAll(async () => {
    project = new NotesProject('e2e-deploy');
    project.edit('deploy/role_web.yaml', (text) =>
      text.replace('sandbox: { count: 2 }', 'sandbox: { count: 2, packages: [strace] }'),
    );
    await project.fckOk('sandbox', 'up', '--install-missing');
  });

  afterAll(() => project?.remove());

  const statusOf = async (role: string): Promise<Row[]> => {
    const rows: Row[] = JSON.parse((await project.fckOk('status', '--json')).stdout);
    return rows.filter((row) => row.role === role);
  };

  const pages = async () =>
    Promise.all(
      (await project.addressesOf('web')).map(async (address) => (await fetch(`http://${address}/`)).text()),
    );

  it('`fck up` provisions, builds, ships and serves', async () => {
    project.changeHeadline('The first build');
    const { stderr } = await project.fckOk('up');
    expect(stderr).toMatch(/\n {2}web serves e2e-deploy_00001_\w+ at http:\/\/\S+\/ and 1 more\n/);
    for (const page of await pages()) expect(page).toContain('The first build');
    for (const row of await statusOf('web')) {
      expect(row).toMatchObject({
        running: true,
        builds: 1,
        active: expect.stringMatching(/^e2e-deploy_00001_[0-9a-f]{7}$/),
      });
      expect((await fetch(`${row.url}static/style.css`)).status).toBe(200);
    }
  });

  it('a second provision finds nothing to do', async () => {
    const { stdout } = await project.fckOk('run', 'provision', '--json');
    const statuses = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'host:end')
      .map(({ status }) => status);
    expect(statuses).toEqual(['ok', 'ok', 'ok']);
  });

  it('the next build takes over under a load of 16 connections, and no request fails', async () => {
    project.changeHeadline('The second build');
    const { stdout } = await project.fckOk('run', 'build', '--json');
    expect(partsFetched(stdout)).toEqual([expect.any(Number), expect.any(Number)]);
    for (const part of partsFetched(stdout)) expect(part).toBeLessThan(0.2);
    const loads = (await project.addressesOf('web')).map((address) => new Load(`http://${address}/`, 16));
    await project.fckOk('run', 'activate');
    for (const load of loads) {
      const { requests, failures } = await load.end();
      expect(failures).toEqual([]);
      expect(requests).toBeGreaterThan(100);
    }
    for (const page of await pages()) expect(page).toContain('The second build');
    for (const row of await statusOf('web')) {
      expect(row).toMatchObject({
        running: true,
        builds: 2,
        active: expect.stringContaining('_00002_'),
        previous: expect.stringContaining('_00001_'),
      });
    }
  });

  it('one instance serves, over IPv6 too, and the old one is gone', async () => {
    const { stdout } = await project.fckOk(
      'exec',
      '-r',
      'web',
      '--json',
      '--',
      'sudo supervisorctl status | grep -cE "STARTING|RUNNING"; ls /opt/www/e2e-deploy/builds | grep -c 0000._.......$; for b in /opt/www/e2e-deploy/builds/*/; do (cd $b && sha256sum -c --quiet files.sha256); done; if grep -q "^0*1 " /proc/net/if_inet6; then curl -gs -o /dev/null -w "%{http_code}\\n" http://[::1]/; else echo 200; fi',
    );
    const results: { stdout: string }[] = JSON.parse(stdout);
    expect(results.map((result) => result.stdout)).toEqual(['1\n2\n200\n', '1\n2\n200\n']);
  });

  it('every file on the hosts has the owner and the mode that docs/security.md gives it', async () => {
    const { stdout } = await project.fckOk('exec', '--json', '--', listingOnHost);
    const results: { host: string; stdout: string }[] = JSON.parse(stdout);
    const documented = documentedFiles(project.name);
    const wrong = results.flatMap(({ host, stdout: listing }) =>
      readListing(listing)
        .filter((file) => !documented.some((one) => isAbout(one, file) && isAsDocumented(one, file)))
        .map((file) => ({ host, ...file })),
    );
    expect(wrong).toEqual([]);
    const there = results.flatMap(({ stdout: listing }) => readListing(listing));
    const unseen = documented.filter((one) => !there.some((file) => isAbout(one, file)));
    // This project has no git server, no data, no certificate, no jobs and no maintenance, no command has a terminal, none of its builds was removed yet, no run holds
    // the lock, supervisord runs its services, and its hosts never had fabcloudkit.
    const absent =
      /fck_\S+_git|^\/dev\/shm\/|\/fck-tls\/|\/fck\/schedule|fckjob-|\/data$|\/\.spare$|\/\.lock$|systemd|\/adopted\/|\/nginx\/fck\//;
    expect(unseen.map(({ path }) => path).filter((path) => !absent.test(path))).toEqual([]);
  });

  it('a dry run changes nothing, and says what it would change', async () => {
    project.changeHeadline('A build that is only planned');
    const before = await statusOf('web');
    const { stdout, stderr } = await project.fckOk('run', 'build', 'activate', '--dry-run');
    expect(stdout + stderr).toMatch(/would|planned/);
    expect(await statusOf('web')).toEqual(before);
  });

  it('`fck verify` finds a changed file of the build that serves', async () => {
    const verified = async () => {
      const { code, stdout } = await project.fck('verify', '--json');
      const rows: { host: string; build: string; active: boolean; problems: string[] }[] = JSON.parse(stdout);
      return { code, rows };
    };
    const builds = (await statusOf('web')).map(({ active }) => active);
    const intact = await verified();
    expect(intact.code).toBe(0);
    expect(intact.rows.filter(({ active }) => active).map(({ build }) => build)).toEqual(builds);
    const change = (to: string) =>
      project.fckOk(
        'exec',
        '-H',
        'web-2',
        '--',
        `page=$(find /opt/www/*/builds/${builds[1]}/ -name index.html | head -n 1); sudo chmod u+w "$page"; sudo ${to} "$page"; sudo chmod u-w "$page"`,
      );
    await change("sed -i '$ a <!-- changed -->'");
    const changed = await verified();
    await change("sed -i '$ d'");
    expect(changed.code).toBe(1);
    expect(changed.rows.filter(({ problems }) => problems.length > 0)).toEqual([
      expect.objectContaining({
        host: 'web-2',
        problems: [expect.stringMatching(/^1 file changed.*index\.html/)],
      }),
    ]);
    expect((await verified()).code).toBe(0);
  });

  it('`deactivate` takes the site down, `activate` brings it back', async () => {
    await project.fckOk('run', 'deactivate');
    const [address = ''] = await project.addressesOf('web');
    await expect(fetch(`http://${address}/`)).rejects.toThrow();
    expect((await statusOf('web')).map(({ running, active }) => ({ running, active }))).toEqual([
      { running: false },
      { running: false },
    ]);
    await project.fckOk('run', 'activate');
    for (const page of await pages()) expect(page).toContain('The second build');
  });

  it('an older build is activated by name', async () => {
    const [row] = await statusOf('web');
    await project.fckOk('run', 'activate', '--build', row?.previous ?? '');
    for (const page of await pages()) expect(page).toContain('The first build');
  });

  it('a program does the same with createFck', async () => {
    const fck = await createFck({ cwd: project.deploy });
    try {
      const web = fck.role('web');
      const [host] = await web.hosts();
      await web.provision(host);
      await web.build(host);
      await web.activate(host);
      expect(await (await fetch(`http://${host?.address}/`)).text()).toContain('The second build');
      await web.deactivate(host);
      await expect(fetch(`http://${host?.address}/`)).rejects.toThrow();
      await web.activate(await web.hosts());
    } finally {
      await fck.close();
    }
  });

  it(`a changed line costs a web host at most ${DEPLOY.programs} programs and ${DEPLOY.channels} channels`, async () => {
    project.changeHeadline('One changed line');
    (await CostOfRun.of(project, 'up')).expectAtMost(DEPLOY);
    for (const page of await pages()) expect(page).toContain('One changed line');
  });

  it(`nothing to do: at most ${NO_OP.programs} programs and ${NO_OP.channels} channels`, async () => {
    (await CostOfRun.of(project, 'run', 'activate')).expectAtMost(NO_OP);
  });

  it('survives a reboot of the host, and so does a maintenance', async () => {
    await project.fckOk('maintenance', 'on', '-H', 'web-1');
    const fck = await createFck({ cwd: project.deploy });
    try {
      const [host] = await fck.role('web').hosts();
      if (!host) throw new Error('there is no web host');
      fck.tasks.register('reboot-test', {
        about: 'reboots',
        run: ({ eachHost }) => eachHost(({ remote }) => remote.reboot({ within: 180 })),
      });
      await fck.run(['reboot-test'], { hosts: [host.name] });
      const statusOfPage = async () =>
        (await fetch(`http://${host.address}/`).catch(() => undefined))?.status;
      await expect.poll(statusOfPage).toBe(503);
      await project.fckOk('maintenance', 'off');
      await expect.poll(statusOfPage).toBe(200);
    } finally {
      await fck.close();
    }
  });
});
