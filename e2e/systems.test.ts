import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, nginx, plan, provision } from './fixture/site-on-host.js';
import { SiteProject } from './fixture/site-project.js';
import { ensureUbuntuKeys, hostsOfSystem, testedSystems } from './fixture/systems.js';

interface Row {
  readonly host: string;
  readonly active?: string;
  readonly previous?: string;
  readonly running: boolean;
  readonly builds: number;
}

/** The host of a role that is named after a system. */
const hostNamed = (system: string) => `${system.replaceAll('.', '-')}-1`;

/** The same for each host, by which a failure names the hosts that differ. */
const onEach = <T>(value: T) => Object.fromEntries(testedSystems.map(({ name }) => [hostNamed(name), value]));

describe.skipIf(noSandbox)(onHosts('a site on each system'), () => {
  let project: SiteProject;
  let addresses: [host: string, address: string][];

  beforeAll(async () => {
    project = new SiteProject();
    const role = { provision, build: { plan }, activate: { http_test_path: '/', gunicorn, nginx } };
    project.write(
      'fck.yaml',
      JSON.stringify({
        name: 'e2e-systems',
        repos: { site: { path: 'site' } },
        roles: Object.fromEntries(
          testedSystems.map(({ name }) => [name, { ...hostsOfSystem(name), ...role }]),
        ),
      }),
    );
    ensureUbuntuKeys();
    const { stdout } = await project.fckOk(['sandbox', 'up', '--install-missing', '--json']);
    addresses = JSON.parse(stdout).map(({ name, address }: { name: string; address: string }) => [
      name,
      address,
    ]);
  });

  afterAll(() => project?.remove());

  /** What each host answers. */
  const answers = async (path = '/') =>
    Object.fromEntries(
      await Promise.all(
        addresses.map(async ([host, address]): Promise<[string, string]> => {
          const response = await fetch(`http://${address}${path}`).catch(() => undefined);
          return [host, response?.ok ? (await response.text()).trim() : String(response?.status)];
        }),
      ),
    );

  const status = async () => {
    const rows: Row[] = JSON.parse((await project.fckOk(['status', '--json'])).stdout);
    return Object.fromEntries(rows.map(({ host, ...row }) => [host, row]));
  };

  it('`provision` installs what the site needs', async () => {
    await project.fckOk(['run', 'provision']);
  });

  it('a second `provision` finds nothing to do', async () => {
    const { stdout } = await project.fckOk(['run', 'provision', '--json']);
    const ends = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'host:end');
    expect(Object.fromEntries(ends.map(({ host, status }) => [host, status]))).toEqual(onEach('ok'));
  });

  it('`build` and `activate` serve the site and its static files', async () => {
    await project.fckOk(['run', 'build', 'activate']);
    expect(await answers()).toEqual(onEach('The first page'));
    expect(await answers('/static/style.css')).toEqual(onEach('body { color: teal }'));
    expect(await status()).toMatchObject(onEach({ running: true, builds: 1 }));
  });

  it('the next build takes over, and `rollback` goes back', async () => {
    const first = await status();
    project.edit('app/__init__.py', (text) => text.replace('The first page', 'The second page'));
    project.commit('The second page');
    await project.fckOk(['up']);
    expect(await answers()).toEqual(onEach('The second page'));
    const second = await status();
    for (const [host, { active }] of Object.entries(first))
      expect({ host, ...second[host] }).toMatchObject({ host, running: true, builds: 2, previous: active });
    await project.fckOk(['rollback']);
    expect(await answers()).toEqual(onEach('The first page'));
    for (const [host, row] of Object.entries(await status()))
      expect({ host, ...row }).toMatchObject({ host, running: true, active: first[host]?.active });
  });

  it('`deactivate` takes the site down', async () => {
    await project.fckOk(['run', 'deactivate']);
    for (const answer of Object.values(await answers())) expect(answer).not.toContain('page');
    expect(await status()).toMatchObject(onEach({ running: false }));
  });
});
