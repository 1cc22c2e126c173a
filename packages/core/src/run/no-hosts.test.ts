import { folderHosts, testFck } from '@fck/testing';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Task } from '../api/contexts.js';
import { sh } from '../command/command.js';
import { lockByHand, unlock } from '../lock/manual-lock.js';

/** A role of two hosts and one of one, and a record of the work on them. */
async function start(tasks: Record<string, Partial<Task>> = {}) {
  const project = await testFck({
    roles: { web: { hosts: folderHosts('web-1', 'web-2') }, db: { hosts: folderHosts('db-1') } },
  });
  onTestFinished(() => project.remove());
  const worked: string[] = [];
  const work: Task = {
    about: 'works',
    run: ({ eachHost }) => eachHost(async ({ host }) => void worked.push(host.name)),
  };
  project.fck.tasks.register('work', { ...work, args: { build: { about: 'a build', kind: 'text' } } });
  for (const [name, task] of Object.entries(tasks)) project.fck.tasks.register(name, { ...work, ...task });
  // The verbs of a role run the tasks of these names; here they do nothing.
  return { ...project, worked, web: project.fck.role('web') };
}

/** Calls a function with any values, as a program in JavaScript may. */
const called = (thing: object, verb: string, given: readonly unknown[]): Promise<unknown> =>
  Reflect.apply(Reflect.get(thing, verb), thing, given);

const verbs = ['provision', 'build', 'activate', 'restart', 'rollback', 'deactivate'] as const;

describe('a verb of a role', () => {
  it.each(verbs)('%s works on no host without hosts', async (verb) => {
    const { web, events } = await start();
    const hosts = await web.hosts();
    const nobody = hosts.filter(({ name }) => name === 'web-9');
    for (const given of [[undefined], nobody, [nobody], [], [hosts[0], undefined], [[undefined]]])
      await expect(called(web, verb, given)).rejects.toMatchObject({
        code: 'SELECTION_EMPTY',
        message: expect.stringContaining(`${verb}() of the role "web" was called with`),
        hint: expect.stringContaining(`role.${verb}(await role.hosts())`),
      });
    expect(events).toEqual([]);
  });

  it.each(verbs)('%s takes hosts, and its error names any other argument', async (verb) => {
    const { web, events } = await start();
    const [host] = await web.hosts();
    for (const given of [['web-1'], [{}], [{ hosts: ['web-1'] }], [7], [null], [host, 'web-2'], [['web-1']]])
      await expect(called(web, verb, given)).rejects.toMatchObject({
        code: expect.stringMatching(/^(CALL_INVALID|SELECTION_EMPTY)$/),
      });
    expect(events).toEqual([]);
  });

  it('create takes no arguments: any argument is refused, not ignored', async () => {
    const { web, events } = await start();
    await expect(called(web, 'create', [{ instance_type: 't3.small' }])).rejects.toMatchObject({
      code: 'CALL_INVALID',
      message: expect.stringContaining('takes no arguments'),
      hint: expect.stringContaining('in the section of the provider'),
    });
    expect(events).toEqual([]);
  });

  it('never works on a host that it was not given, and never ends in an error without a code, for any argument', async () => {
    const { web, events } = await start();
    const [first, second] = await web.hosts();
    const anything = fc.oneof(
      fc.anything(),
      fc.constantFrom(undefined, null, [], first, second, [first], 'web-1', '*'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 3 }), async (given) => {
        const named = given.flat().filter((one) => one === first || one === second);
        const before = events.length;
        const failure = await called(web, 'provision', given).then(
          () => undefined,
          (error: unknown) => error,
        );
        const hosts = events
          .slice(before)
          .flatMap((event) => (event.type === 'host:start' ? [event.host] : []));
        for (const host of hosts) expect(named).toContainEqual(expect.objectContaining({ name: host }));
        if (named.length === 0)
          expect(failure).toHaveProperty(
            'code',
            expect.stringMatching(/^(CALL_INVALID|SELECTION_EMPTY|NAME_UNKNOWN)$/),
          );
      }),
      { numRuns: 40 },
    );
  });
});

describe('fck.run', () => {
  it.each([
    [{ hosts: [] }, 'SELECTION_EMPTY'],
    [{ roles: [] }, 'SELECTION_EMPTY'],
    [{ hosts: undefined }, 'SELECTION_EMPTY'],
    [{ roles: undefined }, 'SELECTION_EMPTY'],
    [{ hosts: [undefined] }, 'CALL_INVALID'],
    [{ hosts: [''] }, 'CALL_INVALID'],
    [{ hosts: 'web-1' }, 'CALL_INVALID'],
    [{ host: ['web-1'] }, 'CALL_INVALID'],
    [{ hosts: [{ name: 'web-1' }] }, 'CALL_INVALID'],
    [{ dryrun: true }, 'CALL_INVALID'],
    [{ dryRun: 'yes' }, 'CALL_INVALID'],
    [{ args: { buidl: 'b1' } }, 'ARGUMENT_INVALID'],
    [{ args: { build: true } }, 'ARGUMENT_INVALID'],
    ['web-1', 'CALL_INVALID'],
    [undefined, 'SELECTION_EMPTY'],
    [{ hosts: ['db-*'], roles: ['web'] }, 'NAME_UNKNOWN'],
  ])('begins nothing with %j', async (options, code) => {
    const { fck, worked } = await start();
    await expect(called(fck, 'run', [['work'], options])).rejects.toMatchObject({ code });
    expect(worked).toEqual([]);
  });

  it('names the option that was meant', async () => {
    const { fck } = await start();
    await expect(called(fck, 'run', [['work'], { host: ['web-1'] }])).rejects.toMatchObject({
      message: 'fck.run() takes no `host`.',
      hint: 'Did you mean `hosts`?',
    });
  });

  it.each([['work'], [[]], [undefined], [[7]]])('takes a list of names of tasks, not %j', async (tasks) => {
    const { fck } = await start();
    await expect(called(fck, 'run', [tasks])).rejects.toMatchObject({ code: 'CALL_INVALID' });
  });

  it('works on all hosts without options, and on chosen hosts', async () => {
    const { fck, worked } = await start();
    await fck.run(['work']);
    expect(worked.splice(0).toSorted()).toEqual(['db-1', 'web-1', 'web-2']);
    await fck.run(['work'], { hosts: ['web-*'] });
    expect(worked.toSorted()).toEqual(['web-1', 'web-2']);
  });
});

describe('a task that works on whole roles', () => {
  it.each(['create', 'tidy'])('(%s) is refused where hosts were chosen', async (task) => {
    const done: string[] = [];
    const { fck } = await start({ tidy: { withoutHosts: true, run: async () => void done.push('tidy') } });
    fck.hooks.create.tap('cloud', () => [`${done.push('create')}`] as never);
    await expect(fck.run([task], { hosts: ['web-1'] })).rejects.toMatchObject({ code: 'HOSTS_NOT_TAKEN' });
    expect(done).toEqual([]);
  });

  it('(create) is skipped in a run that works on chosen hosts, which exist', async () => {
    const created: string[] = [];
    const { fck, worked } = await start();
    fck.hooks.create.tap('cloud', ({ role }) => [`${created.push(role.name)}`] as never);
    await fck.run(['create', 'work'], { hosts: ['web-1'] });
    expect([created, worked]).toEqual([[], ['web-1']]);
  });
});

it.each(['hosts', 'status', 'builds'])('fck.%s looks at no host where none was chosen', async (look) => {
  const { fck } = await start();
  for (const nothing of [{ hosts: [] }, { roles: [] }])
    expect(await called(fck, look, [nothing])).toEqual([]);
  for (const wrong of [undefined, { hosts: undefined }])
    await expect(called(fck, look, [wrong])).rejects.toMatchObject({ code: 'SELECTION_EMPTY' });
  for (const wrong of ['web-1', { host: ['web-1'] }, null])
    await expect(called(fck, look, [wrong])).rejects.toMatchObject({ code: 'CALL_INVALID' });
});

it('fck.exec runs a command on no host where none was chosen, and takes no text', async () => {
  const { fck, pathOn } = await start();
  const touch = sh`touch ${pathOn('web-1', 'touched')}`;
  expect(await fck.exec(touch, { hosts: [] })).toEqual([]);
  await expect(called(fck, 'exec', [touch, undefined])).rejects.toMatchObject({ code: 'SELECTION_EMPTY' });
  await expect(called(fck, 'exec', ['uptime'])).rejects.toMatchObject({ code: 'CALL_INVALID' });
  expect(await fck.exec(sh`test -e ${pathOn('web-1', 'touched')}`)).toMatchObject(Array(3).fill({ code: 1 }));
});

it('locks are taken and removed only where they were chosen', async () => {
  const { fck } = await start();
  expect(await lockByHand(fck, { hosts: [] }, 'why')).toEqual([]);
  expect(await unlock(fck, { hosts: [] }, true)).toEqual([]);
  await expect(lockByHand(fck, undefined as never, 'why')).rejects.toMatchObject({ code: 'SELECTION_EMPTY' });
  await expect(unlock(fck, { hosts: undefined } as never, true)).rejects.toMatchObject({
    code: 'SELECTION_EMPTY',
  });
});

it('eachHost, hostsOf, remoteOf and role name a wrong argument', async () => {
  const { fck } = await start({
    wrong: { run: ({ eachHost }) => eachHost(undefined as never) },
    other: { run: ({ eachHost }) => eachHost(async ({ remoteOf }) => void remoteOf(undefined as never)) },
  });
  await expect(fck.run(['wrong'])).rejects.toMatchObject({ code: 'CALL_INVALID' });
  await expect(fck.run(['other'], { hosts: ['db-1'] })).rejects.toMatchObject({ code: 'CALL_INVALID' });
  await expect(called(fck, 'hostsOf', ['web'])).rejects.toMatchObject({ code: 'CALL_INVALID' });
  expect(() => fck.role(undefined as never)).toThrow(expect.objectContaining({ code: 'CALL_INVALID' }));
});

it('a resumed run works on the hosts that it was for', async () => {
  let fails = true;
  const { fck, worked } = await start({
    fail: {
      run: async () => {
        if (fails) throw new Error('no luck');
      },
    },
  });
  await expect(fck.run(['fail', 'work'], { hosts: ['web-1'] })).rejects.toThrow('no luck');
  fails = false;
  await expect(called(fck, 'resume', [{}, { hosts: ['web-2'] }])).rejects.toMatchObject({
    code: 'CALL_INVALID',
  });
  await fck.resume();
  expect(worked).toEqual(['web-1']);
});
