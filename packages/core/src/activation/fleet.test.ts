import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { type ServingProject, servingProject } from './activation-plugin.test.helper.js';
import type { TransactionRecord } from './transaction/transaction-record.js';

const FIRST = 'shop_00001_abc1234';
const SECOND = 'shop_00002_abc1234';
const roleOn = { one: 'a', two: 'b' } as const;

let project: ServingProject;
type HostName = keyof typeof roleOn;
const recordFile = (host: HostName) => project.pathOn(host, 'transactions', `${roleOn[host]}.json`);
const runningOn = (host: HostName) => [...project.services.on(host).keys()];
const statusOf = (host: HostName, build: string) => project.state(host).builds[build]?.status;
const activeOn = (host: HostName) => project.state(host).serving[roleOn[host]]?.active;

/** Leaves a host in the state that a killed run would leave. */
function leave(host: HostName, record: Partial<TransactionRecord>): void {
  const hosts = Object.entries(roleOn).map(([name, role]) => ({ host: name, role }));
  const whole = { version: 1, run: 'r1', hosts, build: SECOND, phase: 'switching', since: 'then', undo: [] };
  mkdirSync(dirname(recordFile(host)), { recursive: true });
  writeFileSync(recordFile(host), JSON.stringify({ ...whole, ...record }));
}

beforeEach(async () => {
  project = await servingProject();
});

describe('a transaction', () => {
  it('is durable on its host before anything is done, and readable by its owner only', async () => {
    const seen: TransactionRecord[] = [];
    const look = () => {
      seen.push(JSON.parse(readFileSync(recordFile('one'), 'utf8')));
      expect(statSync(recordFile('one')).mode & 0o777).toBe(0o600);
    };
    for (const moment of ['start one', 'switch one', 'switch two']) project.services.when(moment, look);
    await project.deploy();
    expect(seen.map(({ phase, undo }) => [phase, undo.map(({ step }) => step)])).toEqual([
      ['preparing', ['core.stop-instance']],
      ['switching', ['core.stop-instance', 'core.undo-switch', 'core.undo-serving']],
      ['switching', ['core.stop-instance', 'core.undo-switch', 'core.undo-serving']],
    ]);
    expect(existsSync(recordFile('one'))).toBe(false);
  });

  it('that fails reports the state of each host, and which build failed where', async () => {
    await project.deploy();
    project.services.trouble('not verified', 'two');
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({
      code: 'SWITCH_NOT_VERIFIED',
    });
    expect(project.notesOf('undo')).toEqual([`two: back on ${FIRST}`, `one: back on ${FIRST}`]);
    expect([statusOf('one', SECOND), statusOf('two', SECOND)]).toEqual(['ready', 'failed']);
    expect(existsSync(recordFile('one'))).toBe(false);
  });
});

it('knows the build that it replaces, and does work once though each host waits for its turn', async () => {
  const seen: string[] = [];
  const migrating = definePlugin({
    name: 'migrating',
    apply: (fck) =>
      fck.hooks.activate.tapPromise(
        'migrating',
        async ({ host, build, previousBuild, run, once, switch: switchTo }) => {
          seen.push(`${host.name} ${run.reason} ${previousBuild?.name} -> ${build.name}`);
          switchTo('announce', () =>
            once('announce', async (context) => seen.push(`announced on ${context.host.name}`)),
          );
        },
      ),
  });
  project = await servingProject(undefined, undefined, undefined, [migrating]);
  await project.deploy();
  await project.deploy();
  expect(seen).toEqual([
    `one deploy undefined -> ${FIRST}`,
    `two deploy undefined -> ${FIRST}`,
    'announced on one',
    'announced on two',
    `one deploy ${FIRST} -> ${SECOND}`,
    `two deploy ${FIRST} -> ${SECOND}`,
    'announced on one',
    'announced on two',
  ]);
  seen.length = 0;
  await project.fck.run(['rollback']);
  expect(seen[0]).toBe(`one rollback ${SECOND} -> ${FIRST}`);
});

describe('an activation that is to go on', () => {
  const goOn = { args: { continue: true } };
  beforeEach(() => project.deploy());

  it.each(['sick', 'switch fails', 'not verified'] as const)(
    'undoes only the host that fails: %s',
    async (trouble) => {
      project.services.trouble(trouble, 'two');
      await expect(project.fck.run(['build', 'activate'], goOn)).rejects.toMatchObject({ host: 'two' });
      expect(runningOn('one')).toEqual(['shop.a.app.2.2']);
      expect(runningOn('two')).toEqual(['shop.b.app.1.1']);
      expect([activeOn('one'), activeOn('two')]).toEqual([SECOND, FIRST]);
      expect([statusOf('one', SECOND), statusOf('two', SECOND)]).toEqual(['served', 'failed']);
    },
  );

  it('ends if every host failed', async () => {
    project.services.trouble('sick', 'one');
    project.services.trouble('sick', 'two');
    await expect(project.fck.run(['build', 'activate'], goOn)).rejects.toMatchObject({
      code: 'HOSTS_FAILED',
      message: 'activate failed on 2 of 2 hosts: one, two.',
    });
    expect([activeOn('one'), activeOn('two')]).toEqual([FIRST, FIRST]);
  });
});

describe('what a killed run left', () => {
  beforeEach(() => project.deploy());

  it('is undone, and then the activation goes on', async () => {
    project.services.on('one').set('shop.a.app.9.9', undefined);
    leave('one', {
      phase: 'preparing',
      undo: [{ step: 'core.stop-instance', data: { manager: 'memory', id: 'shop.a.app.9.9' } }],
    });
    await project.fck.run(['activate']);
    expect(project.services.done[0]).toBe('stop one shop.a.app.9.9 at once');
    expect(project.notesOf('recover')).toEqual([
      `one: the activation of ${SECOND} is undone: ${FIRST} serves`,
    ]);
    expect(existsSync(recordFile('one'))).toBe(false);
  });

  it('goes forward if it was verified everywhere, as one host knows', async () => {
    leave('one', { phase: 'committed', rejected: FIRST });
    leave('two', {
      undo: [{ step: 'core.stop-instance', data: { manager: 'memory', id: 'shop.b.app.1.1' } }],
    });
    await project.fck.run(['deactivate'], { hosts: ['two'] });
    expect(statusOf('two', SECOND)).toBe('served');
    expect(existsSync(recordFile('one'))).toBe(true);
    await project.fck.run(['deactivate'], { hosts: ['one'] });
    expect([statusOf('one', SECOND), statusOf('one', FIRST)]).toEqual(['served', 'rejected']);
    expect(existsSync(recordFile('one'))).toBe(false);
  });

  it('is shown by the status and by a dry run, which leaves it alone', async () => {
    leave('one', { since: '2024-02-29T12:00:00Z' });
    expect(await project.fck.status({ hosts: ['one'] })).toMatchObject([
      { unfinished: { run: 'r1', build: SECOND, phase: 'switching', since: '2024-02-29T12:00:00Z' } },
    ]);
    await project.fck.run(['activate'], { dryRun: true });
    expect(existsSync(recordFile('one'))).toBe(true);
  });

  it('by a plugin that is no longer loaded is reported, and nothing is done', async () => {
    leave('one', {
      undo: [
        { step: 'core.undo-switch', data: { proxy: 'proxy', site: 'shop.a', remembered: null } },
        { step: 'acme.announce', data: {} },
      ],
    });
    await expect(project.fck.run(['activate'])).rejects.toMatchObject({
      code: 'UNDO_UNKNOWN',
      host: 'one',
      message: expect.stringContaining('"acme.announce"'),
      hint: expect.stringContaining('transactions/a.json'),
    });
    expect(project.services.done).toEqual([]);
  });

  it('and that cannot be undone now stays recorded', async () => {
    project.services.trouble('stop fails', 'one');
    leave('one', {
      undo: [
        { step: 'core.stop-instance', data: { manager: 'memory', id: 'shop.a.app.9.9' } },
        {
          step: 'core.undo-switch',
          data: { proxy: 'proxy', site: 'shop.a', remembered: 'shop.a.app.1.1' },
        },
      ],
    });
    await expect(project.fck.run(['activate'])).rejects.toMatchObject({
      code: 'UNDO_FAILED',
      host: 'one',
    });
    expect(JSON.parse(readFileSync(recordFile('one'), 'utf8')).undo).toMatchObject([
      { step: 'core.stop-instance' },
    ]);
  });

  it('in a file that fck did not write is reported', async () => {
    leave('one', { phase: 'nonsense' } as unknown as TransactionRecord);
    await expect(project.fck.run(['activate'])).rejects.toMatchObject({ code: 'STATE_UNREADABLE' });
  });
});

it('undo handlers that a plugin registers while it works are run too', async () => {
  const taken: unknown[] = [];
  const announce = definePlugin({
    name: 'announce',
    apply(fck) {
      fck.undoSteps.register('announce.undo', async (_context, data, { switched }) => {
        taken.push(data, switched);
      });
      fck.hooks.activate.tapPromise('announce', async (context) => {
        await context.undo('announce.undo', { said: context.build.name });
      });
    },
  });
  project = await servingProject({ app: {} }, { copy_from: { role: 'a' } }, 'two', [announce]);
  project.services.trouble('not verified', 'one');
  await expect(project.fck.run(['build', 'activate'])).rejects.toThrow();
  expect(taken).toEqual([{ said: FIRST }, true, { said: FIRST }, true]);
});
