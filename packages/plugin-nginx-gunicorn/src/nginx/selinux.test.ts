import {
  type Asked,
  type FakeProvisionContext,
  fakeProvisionContext,
  fakeRemote,
  type TestProject,
  testFck,
} from '@fck/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import plugin from '../index.js';
import { nginxSection } from './section.js';
import { denialsOf, provisionSelinux } from './selinux.js';

let project: TestProject;
beforeAll(async () => {
  project = await testFck({}, [plugin]);
});
afterAll(() => project.remove());

/** The provision of a role that nginx serves, on a host with SELinux. */
async function provisionOf(
  activate: Record<string, unknown>,
  options: { facts?: object; types?: Record<string, string> } = {},
): Promise<FakeProvisionContext> {
  const { facts = { selinux: 'enforcing' }, types = {} } = options;
  const values = Object.entries({ nginx: nginxSection.parse(activate.nginx ?? {}), ...activate });
  const { fck } = project;
  const typeOf = ({ command, files }: Asked) => {
    const [, folder = ''] = /^\s*case \$\(matchpathcon -n (\S+)\)/.exec(command) ?? [];
    const type = files.get(`label of ${folder}`) ?? types[folder] ?? 'usr_t';
    return command.split('\n')[0]?.includes(`*:${type}:*`) ?? false;
  };
  const context = fakeProvisionContext({
    fck,
    facts,
    values: Object.fromEntries(values.map(([key, value]) => [`activate.${key}`, value])),
    answers: [
      ['semodule -l', ({ files }) => files.has('module')],
      ['semodule -i', ({ files }) => void files.set('module', 'loaded')],
      ['getsebool', ({ files }) => files.has('boolean')],
      ['setsebool', ({ files }) => void files.set('boolean', 'on')],
      [
        'semanage fcontext -a',
        ({ command, files }) => {
          const [, type = '', folder = ''] = /fcontext -a -t (\S+) '([^']+)\(\/\.\*\)\?'/.exec(command) ?? [];
          files.set(`label of ${folder.replaceAll('\\', '')}`, type);
          return undefined;
        },
      ],
      ['matchpathcon', typeOf],
    ],
  });
  await provisionSelinux(context, nginxSection.parse(activate.nginx ?? {}));
  return context;
}

const labels = (context: FakeProvisionContext) =>
  context.remote.runs.flatMap(({ command }) => /fcontext -a -t \S+ '[^']+'/.exec(command)?.[0] ?? []);

describe('where SELinux is on', () => {
  it.each(['enforcing', 'permissive'])('nginx may reach services on sockets: %s', async (selinux) => {
    const context = await provisionOf({ gunicorn: {} }, { facts: { selinux } });
    expect(context.tools).toContain('semanage');
    await context.applySteps();
    expect(labels(context)).toEqual(["fcontext -a -t httpd_var_run_t '/opt/www/shop/run(/.*)?'"]);
    const [load] = context.remote.runs.filter(({ command }) => command.includes('semodule -i'));
    expect(load?.command).toContain('(allow httpd_t unconfined_service_t (unix_stream_socket (connectto)))');
    expect(context.remote.runs.filter(({ command }) => command.includes('setsebool'))).toEqual([]);
    expect(await context.applySteps()).toEqual([]);
  });

  it.each([
    ['services on ports', { gunicorn: {}, bind: 'port' }],
    ['what `extra` passes on', { nginx: { extra: ['location /x { proxy_pass http://127.0.0.1:9; }'] } }],
  ])('nginx may connect to %s', async (_, activate) => {
    const context = await provisionOf(activate);
    await context.applySteps();
    expect(context.remote.runs.map(({ command }) => command)).toEqual([
      'setsebool -P httpd_can_network_connect on',
    ]);
  });

  it('builds in a folder that nginx may not read get a label by which it may', async () => {
    const context = await provisionOf({}, { types: { '/opt/www/shop/builds': 'user_home_t' } });
    await context.applySteps();
    expect(labels(context)).toEqual(["fcontext -a -t usr_t '/opt/www/shop/builds(/.*)?'"]);
  });
});

it('where SELinux is off, nothing is declared for it', async () => {
  const context = await provisionOf({ gunicorn: {} }, { facts: {} });
  expect(context.tools).not.toContain('semanage');
  expect(context.declared.map(({ name }) => name).filter((name) => name.includes('SELinux'))).toEqual([]);
});

describe('a failure report', () => {
  const report = (found: string, facts: object = { selinux: 'enforcing' }) =>
    denialsOf(fakeRemote({ facts, answers: [['ausearch', found]] }));

  it('tells what SELinux denied, and that it denied nothing', async () => {
    expect(await report('avc:  denied  { connectto } for  comm="nginx"\n')).toBe(
      'SELinux is enforcing. Its denials in the last ten minutes:\navc:  denied  { connectto } for  comm="nginx"',
    );
    expect(await report('')).toBe(
      'SELinux is enforcing, and has denied nginx nothing in the last ten minutes.',
    );
  });

  it('does not tell of SELinux where it is off', async () => {
    expect(await report('', {})).toBe('');
  });
});
