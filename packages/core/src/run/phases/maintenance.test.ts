import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ServingProject, servingProject } from '../../activation/activation-plugin.test.helper.js';
import { isFckError } from '../../errors/fck-error.js';

const maintenance = (project: ServingProject, args: object = {}, hosts = ['one']) =>
  project.fck.run(['maintenance-on'], { args: { ...args }, hosts });
const codeOf = (run: Promise<unknown>) =>
  run.then(
    () => 'no error',
    (thrown: unknown) => (isFckError(thrown) ? thrown.code : String(thrown)),
  );

describe('the maintenance of a site', () => {
  it('begins on the chosen hosts, is shown by the status, and ends', async () => {
    const project = await servingProject();
    await project.deploy();
    await maintenance(project, {
      message: 'New shelves',
      allow: '10.0.0.0/8,2001:db8::1',
      'allow-path': '/health',
    });
    const [one, two] = await project.fck.status();
    expect(one?.maintenance).toEqual({
      since: expect.stringMatching(/^\d{4}-/),
      message: 'New shelves',
      allow: ['10.0.0.0/8', '2001:db8::1'],
      allowPaths: ['/health'],
      retryAfter: 300,
    });
    expect(two?.maintenance).toBeUndefined();
    await maintenance(project, { message: 'Soon' });
    expect((await project.fck.status())[0]?.maintenance).toMatchObject({
      since: one?.maintenance?.since,
      message: 'Soon',
      allow: [],
    });
    await project.fck.run(['maintenance-off']);
    expect((await project.fck.status())[0]?.maintenance).toBeUndefined();
    expect(project.services.done.filter((step) => step.endsWith('one'))).toEqual([
      'maintenance one',
      'maintenance one',
      'end of maintenance one',
    ]);
  });

  it("lets fck's own requests through, so that a deploy verifies its build and the status finds no problem", async () => {
    const project = await servingProject();
    await project.deploy();
    await maintenance(project);
    project.services.headersFile = project.pathOn('one', 'pass');
    writeFileSync(project.services.headersFile, 'X-Pass: abc\n');
    await project.fck.run(['build', 'activate'], { force: true });
    const [one] = await project.fck.status({ hosts: ['one'] });
    expect(one).toMatchObject({ serving: true, maintenance: { allow: [] } });
    expect(one?.problem).toBeUndefined();
  });

  it('ends again if visitors still get the site', async () => {
    const project = await servingProject();
    await project.deploy();
    project.services.trouble('maintenance is ignored', 'one');
    expect(await codeOf(maintenance(project))).toBe('MAINTENANCE_NOT_SEEN');
    expect(project.services.done.at(-1)).toBe('end of maintenance one');
  }, 30_000);

  it('requires no page where the host itself is allowed', async () => {
    const project = await servingProject();
    await project.deploy();
    project.services.trouble('maintenance is ignored', 'one');
    await maintenance(project, { allow: '127.0.0.0/8' });
  });

  it('changes nothing in a dry run, and where nothing serves', async () => {
    const project = await servingProject();
    await maintenance(project);
    await project.deploy();
    await project.fck.run(['maintenance-on'], { hosts: ['one'], dryRun: true });
    expect(project.services.done).toEqual([]);
  });

  it.each([
    { allow: 'example.com' },
    { allow: '10.0.0.0/33' },
    { allow: '10.0.0.1; deny all' },
    { 'allow-path': 'health' },
    { 'allow-path': '/a?b' },
    { 'retry-after': 0 },
    { 'retry-after': 1.5 },
    { message: 'x'.repeat(501) },
  ])('refuses %j', async (args) => {
    const project = await servingProject();
    expect(await codeOf(maintenance(project, args))).toBe('ARGUMENT_INVALID');
  });
});
