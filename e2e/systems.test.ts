import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ancestorEnv,
  giveAncestorContext,
  giveAncestorFile,
  makeMachineUser,
  pushRepository,
  serveRepository,
} from './fixture/ancestor-files.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, nginx, plan } from './fixture/site-on-host.js';
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

/** How a run ended on each host. */
const endsOf = (events: string): Record<string, string> =>
  Object.fromEntries(
    events
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'host:end')
      .map(({ host, status }) => [host, status]),
  );

/** The same for each host, by which a failure names the hosts that differ. */
const onEach = <T>(value: T) => Object.fromEntries(testedSystems.map(({ name }) => [hostNamed(name), value]));

describe.skipIf(noSandbox)(onHosts('a site on each system'), () => {
  let project: SiteProject;
  let addresses: [host: string, address: string][];

  beforeAll(async () => {
    project = new SiteProject();
    // What a site needs is installed without being named, and a process manager is chosen for each host.
    const role = { build: { plan }, activate: { http_test_path: '/', gunicorn, nginx } };
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
    expect(endsOf(stdout)).toEqual(onEach('ok'));
  });

  it('`build` and `activate` serve the site and its static files', async () => {
    await project.fckOk(['run', 'build', 'activate']);
    expect(await answers()).toEqual(onEach('The first page'));
    expect(await answers('/static/style.css')).toEqual(onEach('body { color: teal }'));
    expect(await status()).toMatchObject(onEach({ running: true, builds: 1 }));
    const { stdout } = await project.fckOk([
      'exec',
      '--json',
      '--',
      'systemctl list-units --plain --no-legend "fck-e2e-systems*" | grep -c running; :',
    ]);
    const units: { host: string; stdout: string }[] = JSON.parse(stdout);
    expect(Object.fromEntries(units.map((host) => [host.host, host.stdout.trim()]))).toEqual(
      Object.fromEntries(
        testedSystems.map(({ name, manager }) => [hostNamed(name), manager === 'systemd' ? '1' : '0']),
      ),
    );
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

/** What the ancestor's files name that Amazon Linux 2023 does not have any more. */
const goneOnAmazonLinux = [['easy_install, python2.7, pip, virtualenv', 'python3, pip, venv']] as const;

describe.skipIf(noSandbox)(onHosts("the ancestor's files on Amazon Linux, as ec2-user"), () => {
  let project: SiteProject;
  let address = '';

  const fckOk = (...args: string[]) => project.fckOk(args, ancestorEnv);
  const onHost = async (host: string, script: string) => {
    const [result] = JSON.parse((await fckOk('exec', '-H', host, '--json', '--', script)).stdout);
    return String(result?.stdout).trim();
  };

  beforeAll(async () => {
    project = new SiteProject();
    const { user, sandbox } = hostsOfSystem('amzn-2023');
    expect(user).toBe('ec2-user');
    // In place of instances.
    const hosts = [/^aws:\n(?: .*\n)+/m, `sandbox: ${JSON.stringify(sandbox)}\n`] as const;
    giveAncestorFile(project, 'role_builder.yaml', [
      hosts,
      ...goneOnAmazonLinux,
      ['python27-devel', 'python3-devel'],
      ['interpreter: python2.7', 'interpreter: python3'],
    ]);
    giveAncestorFile(project, 'role_web.yaml', [hosts, ...goneOnAmazonLinux]);
    makeMachineUser(project);
    const context = { name: 'e2e-anc-amzn', keyFile: join(project.directory, 'machine_user') };
    giveAncestorContext(project, { ...context, gitHost: 'not-known-yet' });
    const made: { name: string; address: string }[] = JSON.parse(
      (await fckOk('sandbox', 'up', '--install-missing', '--json')).stdout,
    );
    const addressOf = (name: string) => made.find((host) => host.name === name)?.address ?? '';
    giveAncestorContext(project, { ...context, gitHost: addressOf('builder-1') });
    address = addressOf('web-1');
    // The builder is the git host, too.
    await onHost('builder-1', `sudo dnf -q -y install git && ${serveRepository(project)}`);
  });

  afterAll(() => project?.remove('context.yaml', ancestorEnv));

  it('run from `provision` to `activate`', async () => {
    await fckOk('run', 'provision');
    const { stdout } = await fckOk('run', 'provision', '--json');
    expect(endsOf(stdout)).toEqual({ 'builder-1': 'ok', 'web-1': 'ok' });
    await fckOk('run', 'build');
    expect(await onHost('web-1', 'stat -c %a /some/important/dir')).toBe('777');
    await fckOk('run', 'activate');
    expect(await (await fetch(`http://${address}/`)).text()).toBe('The first page');
    expect(await (await fetch(`http://${address}/static/style.css`)).text()).toContain('teal');
  });

  it('run again for the next commit, and to `deactivate`', async () => {
    project.edit('app/__init__.py', (text) => text.replace('The first page', 'The second page'));
    project.commit('The second page');
    await onHost('builder-1', pushRepository(project));
    await fckOk('run', 'build', 'activate');
    expect(await (await fetch(`http://${address}/`)).text()).toBe('The second page');
    await fckOk('run', 'deactivate');
    const answer = await fetch(`http://${address}/`).then((response) => response.text());
    expect(answer).not.toContain('The second page');
  });
});
