import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ServingProject, servingProject } from './activation-plugin.test.helper.js';

const FIRST = 'shop_00001_abc1234';
const SECOND = 'shop_00002_abc1234';
const THIRD = 'shop_00003_abc1234';

let project: ServingProject;
const runningOn = (host: string) => [...project.services.on(host).keys()];
const verifiedAt = (role: 'a' | 'b') => project.services.proxy(project.ports[role]).verificationAnswer;

beforeEach(async () => {
  project = await servingProject();
});

/** Asserts that the first build serves on both hosts, and that nothing else is left. */
function expectAsBefore(): void {
  for (const [host, role] of [
    ['one', 'a'],
    ['two', 'b'],
  ] as const) {
    expect(runningOn(host)).toEqual([`shop.${role}.app.1.1`]);
    expect(verifiedAt(role)).toBe(`shop.${role}.app.1.1`);
    expect(project.state(host).serving[role]).toMatchObject({
      active: FIRST,
      instances: [{ id: `shop.${role}.app.1.1` }],
      draining: [],
    });
  }
}

describe('an activation', () => {
  it('starts, verifies, switches, and remembers what serves', async () => {
    await project.fck.run(['build', 'activate']);
    expect(project.services.done).toEqual([
      'start one shop.a.app.1.1',
      'prepare one',
      'start two shop.b.app.1.1',
      'prepare two',
      'switch one',
      'switch two',
    ]);
    expect(project.state('one')).toMatchObject({
      version: 3,
      builds: { [FIRST]: { status: 'served', at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) } },
      serving: {
        a: {
          active: FIRST,
          instances: [
            {
              id: 'shop.a.app.1.1',
              kind: 'app',
              build: FIRST,
              endpoint: { kind: 'tcp', address: '127.0.0.1' },
            },
          ],
          draining: [],
          generation: 1,
          since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        },
      },
    });
    expect(verifiedAt('a')).toBe('shop.a.app.1.1');
  });

  it('of the next build ends the old build once all hosts have switched', async () => {
    await project.deploy();
    await project.fck.run(['build', 'activate']);
    expect(project.services.done.slice(4)).toEqual([
      'switch one',
      'switch two',
      'stop one shop.a.app.1.1',
      'stop two shop.b.app.1.1',
    ]);
    expect(runningOn('one')).toEqual(['shop.a.app.2.2']);
    expect(project.state('one').serving['a']).toMatchObject({
      active: SECOND,
      previous: FIRST,
      draining: [],
    });
  });

  it('has to be verified at each of its addresses', async () => {
    const closed = await project.services.openProxy();
    project.services.furtherPorts.push(closed);
    const failure = await project.fck.run(['build', 'activate'], { hosts: ['one'] }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(failure).toMatchObject({ code: 'SWITCH_NOT_VERIFIED' });
    expect(failure).toHaveProperty('message', expect.stringContaining(`http://127.0.0.1:${closed} on one`));
    expect(project.services.done).toContain('undo one');
  });

  it('starts new instances of the build that serves already, if asked to, and forgets nothing', async () => {
    await project.deploy();
    await project.deploy();
    await project.fck.run(['activate'], { force: true });
    expect(runningOn('one')).toEqual(['shop.a.app.2.3']);
    expect(project.state('one').serving['a']).toMatchObject({ active: SECOND, previous: FIRST });
  });

  it('never reuses an id of a killed run that left a folder, and removes that folder', async () => {
    await project.deploy();
    const left = project.pathOn('one', 'run/a.app.2.2');
    mkdirSync(left, { recursive: true });
    await project.deploy();
    expect(runningOn('one')).toEqual(['shop.a.app.2.3']);
    expect(existsSync(left)).toBe(false);
  });

  it('of an older build by its name makes that build serve again', async () => {
    await project.deploy();
    await project.deploy();
    await project.fck.run(['activate'], { args: { build: FIRST } });
    expect(runningOn('two')).toEqual(['shop.b.app.1.3']);
    expect(project.state('two').serving['b']).toMatchObject({ active: FIRST, previous: SECOND });
  });

  it('of a build that does not exist begins nothing', async () => {
    await expect(project.fck.run(['activate'], { hosts: ['one'] })).rejects.toMatchObject({
      code: 'NO_BUILD',
      message: 'There is no build on one to activate.',
      hint: 'Make one: fck run build -r a',
    });
    await project.deploy();
    await expect(
      project.fck.run(['activate'], { args: { build: THIRD }, hosts: ['one'] }),
    ).rejects.toMatchObject({ code: 'BUILD_UNKNOWN', hint: `Builds on it: ${FIRST}.` });
    expectAsBefore();
    expect(project.services.done).toEqual([]);
  });

  it('attributes its steps to the plugins that do them', async () => {
    await project.fck.run(['build', 'activate'], { roles: ['a'] });
    const rows = project.events.flatMap((event) =>
      event.type === 'step:end' && event.phase !== 'build'
        ? [`${event.phase} ${event.plugin}: ${event.step}`]
        : [],
    );
    expect(rows).toEqual([
      expect.stringMatching(/^prepare services: start app on port 8\d{3}$/),
      'prepare core: app answers',
      `switch core: proxy switches to ${FIRST}`,
      'switch core: remember what serves',
      'switch core: the reverse proxy answers with the new build',
      'finish core: stop what served before',
    ]);
  });
});

describe('a failure', () => {
  beforeEach(() => project.deploy());

  it('of preparation on one host switches nothing, and stops the started instances on all', async () => {
    project.services.trouble('sick', 'two');
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({
      code: 'HEALTH_CHECK_FAILED',
      host: 'two',
      message:
        'app at / did not become healthy on two within 3 s: it answers 500. The active build is unchanged.',
      detail: expect.stringMatching(
        /^last words of shop\.b\.app\.2\.2\n\nThe end of the log of memory:\nall is well\n\nNothing is different from shop_00001_abc1234/,
      ),
    });
    expect(project.services.done).toEqual([
      'start one shop.a.app.2.2',
      'prepare one',
      'start two shop.b.app.2.2',
      'stop two shop.b.app.2.2 at once',
      'stop one shop.a.app.2.2 at once',
    ]);
    expectAsBefore();
  });

  it('with the same cause on two hosts shows the cause once, first, and has the log in the journal', async () => {
    project.services.log = 'booting\nbecause REDIS_URL is not set\nshutting down';
    for (const host of ['one', 'two']) project.services.trouble('sick', host);
    const failure: unknown = await project.fck.run(['build', 'activate']).catch((thrown) => thrown);
    expect(failure).toMatchObject({
      code: 'HOSTS_FAILED',
      detail: expect.stringMatching(
        /^one, two: app at \/ did not become healthy on one, two within 3 s: it answers 500.*\n {2}because REDIS_URL is not set\n {2}\n {2}Nothing is different/,
      ),
    });
    const { detail } = failure as { detail: string };
    expect(detail.match(/because/g)).toHaveLength(1);
    expect(detail).not.toMatch(/all is well|shutting down/);
    const logged = project.events.flatMap((event) => (event.type === 'output' ? [event.text] : []));
    expect(logged).toEqual(expect.arrayContaining(['booting', 'shutting down', 'all is well']));
  });

  it('to start a service says what the service printed', async () => {
    project.services.trouble('start fails', 'two');
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({
      code: 'START_FAILED',
      detail: expect.stringMatching(/^last words of shop\.b\.app\.2\.2\n/),
    });
    expectAsBefore();
  });

  it('to find out whether a service runs is not reported as a failure of the service', async () => {
    project.services.trouble('manager hangs', 'two');
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({ code: 'MANAGER_HANGS' });
    expectAsBefore();
  });

  it('of the process manager to list what it started is an error, and the instance is stopped', async () => {
    project.services.trouble('not listed', 'one');
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({
      code: 'INSTANCE_NOT_LISTED',
      host: 'one',
      plugin: 'services',
    });
    expect(project.services.done).toContain('stop one shop.a.app.2.2 at once');
    expectAsBefore();
  });

  it('of the switch on the second host undoes it on the first, last first', async () => {
    project.services.trouble('switch fails', 'two');
    await expect(project.fck.run(['build', 'activate'])).rejects.toThrow(/the proxy is stuck/);
    expect(project.services.done.slice(4)).toEqual([
      'switch one',
      'switch two',
      'undo two',
      'stop two shop.b.app.2.2',
      'undo one',
      'stop one shop.a.app.2.2',
    ]);
    expectAsBefore();
  });

  it('of the verification undoes the switch everywhere', async () => {
    project.services.trouble('not verified', 'two');
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({
      code: 'SWITCH_NOT_VERIFIED',
      host: 'two',
      message: expect.stringContaining(`does not answer with ${SECOND}`),
    });
    expect(project.services.done.filter((line) => line.startsWith('undo'))).toEqual(['undo two', 'undo one']);
    expectAsBefore();
  });

  it('names what could not be found out for the failure report', async () => {
    project.services.trouble('ends young', 'two');
    project.services.trouble('log is out of reach', 'two');
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({
      code: 'ENDED',
      detail: expect.stringContaining(
        'The end of the log of memory could not be found out: the disk does not answer',
      ),
    });
  });

  it('of a service that ends after its first answer undoes the switch at once', async () => {
    project.services.trouble('ends young', 'two');
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({
      code: 'ENDED',
      host: 'two',
      plugin: 'services',
    });
    expect(project.services.done).toContain('undo one');
    expectAsBefore();
  });

  it('of visitors to reach the site is a warning, and does not change the activation', async () => {
    project.services.trouble('walled in', 'one');
    await expect(project.fck.run(['build', 'activate'])).resolves.toMatchObject({ ok: true });
    expect(project.warnings()).toEqual(['a wall keeps visitors out: `open` opens it.']);
    project.services.done.length = 0;
    await project.fck.run(['activate']);
    expect(project.services.done).toEqual([]);
  });

  it('to stop the old instance only warns; the next activation stops it', async () => {
    project.services.trouble('stop fails', 'one');
    await expect(project.fck.run(['build', 'activate'])).resolves.toMatchObject({ ok: true });
    expect(project.warnings()).toEqual([
      '"stop what served before" failed, and is tried again by the next activation: The plugin "services" failed in its activate hook: shop.a.app.1.1 does not end.',
    ]);
    expect(runningOn('one')).toEqual(['shop.a.app.1.1', 'shop.a.app.2.2']);
    expect(project.state('one').serving['a']?.active).toBe(SECOND);
    // The report of a later failure compares with this setting.
    expect(JSON.parse(readFileSync(project.pathOn('one', 'served', 'a.json'), 'utf8')).build).toBe(SECOND);
    project.services.trouble('stop fails', 'one', false);
    await project.fck.run(['build', 'activate']);
    expect(runningOn('one')).toEqual(['shop.a.app.3.3']);
  });

  it('to undo a step is reported, and the other steps are undone', async () => {
    project.services.trouble('switch fails', 'two');
    project.services.trouble('stop fails', 'one');
    await expect(project.fck.run(['build', 'activate'])).rejects.toThrow(/the proxy is stuck/);
    expect(project.warnings()).toEqual([
      'could not undo "core.stop-instance": The plugin "services" failed: shop.a.app.2.2 does not end.',
    ]);
    expect(verifiedAt('a')).toBe('shop.a.app.1.1');
    expect(runningOn('two')).toEqual(['shop.b.app.1.1']);
  });
});

it.each([
  ['with a proxy', {}],
  ['without one', { proxy: undefined }],
])('a role %s waits until it is known that its services stay up', async (_, activate) => {
  const project = await servingProject({ app: {}, ...activate });
  project.services.unstableFor = 3;
  await project.deploy();
  expect(project.services.unstableFor).toBe(0);
});

describe('two roles of one machine', () => {
  it('serve each its own build', async () => {
    const shared = await servingProject({ app: {} }, { write: {} }, 'one');
    await shared.fck.run(['build', 'activate']);
    expect(shared.state('one').serving).toMatchObject({ a: { active: FIRST }, b: { active: SECOND } });
    await shared.fck.run(['build', 'activate'], { roles: ['a'] });
    expect(shared.state('one').serving).toMatchObject({ a: { active: THIRD }, b: { active: SECOND } });
    await shared.fck.run(['activate'], { roles: ['b'] });
    expect(shared.state('one').serving).toMatchObject({ a: { active: THIRD }, b: { active: SECOND } });
  });
});

describe('an interruption', () => {
  beforeEach(() => project.deploy());

  it.each([
    ['while it starts services', 'start two'],
    ['while it switches', 'switch one'],
  ])('%s undoes everything', async (_, moment) => {
    const interrupt = new AbortController();
    project.services.when(moment, () => interrupt.abort());
    await expect(project.fck.run(['build', 'activate'], { signal: interrupt.signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expectAsBefore();
  });

  it('once it serves lets it finish', async () => {
    const interrupt = new AbortController();
    project.services.when('stop one', () => interrupt.abort());
    await project.fck.run(['build', 'activate'], { signal: interrupt.signal }).catch(() => undefined);
    expect(runningOn('one')).toEqual(['shop.a.app.2.2']);
    expect(runningOn('two')).toEqual(['shop.b.app.2.2']);
    expect(project.state('two').serving['b']).toMatchObject({ active: SECOND, draining: [] });
  });
});

describe('what an earlier run left', () => {
  it('running is ended after the next switch, and never shares an id', async () => {
    await project.deploy();
    project.services.on('one').set('shop.a.app.9.41', undefined);
    project.services.on('one').set('shop.other.app.1.1', undefined);
    await project.fck.run(['build', 'activate']);
    expect(runningOn('one')).toEqual(['shop.other.app.1.1', 'shop.a.app.2.42']);
    const { done } = project.services;
    expect(done.indexOf('stop one shop.a.app.9.41')).toBeGreaterThan(done.indexOf('switch two'));
  });

  it('answering requests that take long is ended by the next activation', async () => {
    await project.deploy();
    project.services.trouble('busy', 'one');
    await project.fck.run(['build', 'activate']);
    expect(runningOn('one')).toEqual(['shop.a.app.1.1', 'shop.a.app.2.2']);
    expect(runningOn('two')).toEqual(['shop.b.app.2.2']);
    expect(project.state('one').serving['a']?.draining).toMatchObject([
      { id: 'shop.a.app.1.1', build: FIRST },
    ]);
    expect(project.warnings()).toEqual([
      'Requests to the old build are still under way: it runs on, and the next activation ends it.',
    ]);
    project.services.trouble('busy', 'one', false);
    await project.fck.run(['build', 'activate']);
    expect(runningOn('one')).toEqual(['shop.a.app.3.3']);
    expect(project.state('one').serving['a']?.draining).toEqual([]);
  });
});

describe('an application that takes one name only', () => {
  beforeEach(() => {
    for (const host of ['one', 'two']) project.services.trouble('picky', host);
  });

  it('is requested by the name of its site', async () => {
    project.services.siteHost = 'www.example.com';
    await project.deploy();
    expect(runningOn('one')).toEqual(['shop.a.app.1.1']);
  });

  it('is requested by the name of its health check', async () => {
    const health = { within: 3, host: 'www.example.com' };
    project = await servingProject({ app: {}, health });
    for (const host of ['one', 'two']) project.services.trouble('picky', host);
    await project.deploy();
    expect(runningOn('one')).toEqual(['shop.a.app.1.1']);
  });

  it('fails on another name with the key that sets it', async () => {
    await expect(project.fck.run(['build', 'activate'], { roles: ['a'] })).rejects.toMatchObject({
      code: 'HEALTH_CHECK_FAILED',
      hint: expect.stringMatching(/ALLOWED_HOSTS.*`activate: \{health: \{host: NAME\}\}`/),
    });
  });
});

describe('a service that ends after the switch is verified', () => {
  it('is detected while the old one ends: the old one keeps running, and the run fails', async () => {
    await project.deploy();
    project.services.when('switch two', () => project.services.trouble('ends young', 'one'));
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({
      code: 'ENDED_AFTER_SWITCH',
      host: 'one',
      message: `The services of ${SECOND} on one did not stay up after the switch: shop.a.app.2.2 has ended.`,
    });
    expect(runningOn('one')).toEqual(['shop.a.app.1.1', 'shop.a.app.2.2']);
    expect(runningOn('two')).toEqual(['shop.b.app.2.2']);
    project.services.trouble('ends young', 'one', false);
    await project.fck.run(['activate']);
    expect(runningOn('one')).toEqual(['shop.a.app.2.3']);
    expect(runningOn('two')).toEqual(['shop.b.app.2.2']);
  });
});

describe('a deactivation', () => {
  it('removes the site and its services, and an activation starts them again', async () => {
    await project.deploy();
    await project.deploy();
    await project.fck.run(['deactivate']);
    expect(project.services.done).toEqual([
      'remove one',
      'stop one shop.a.app.2.2',
      'remove two',
      'stop two shop.b.app.2.2',
    ]);
    expect(project.state('one').serving['a']).toMatchObject({ previous: FIRST, instances: [], draining: [] });
    expect(project.state('one').serving['a']?.active).toBeUndefined();
    expect(await project.fck.status({ hosts: ['one'] })).toMatchObject([
      { host: 'one', active: undefined, running: false, builds: 2, newest: SECOND, url: undefined },
    ]);
    await project.fck.run(['activate']);
    expect(project.state('one').serving['a']).toMatchObject({ active: SECOND, previous: FIRST });
    expect(await project.fck.status({ hosts: ['one'] })).toMatchObject([
      { active: SECOND, previous: FIRST, running: true, url: `http://one:${project.ports.a}/` },
    ]);
  });

  it('of what does not serve is no error', async () => {
    await project.fck.run(['deactivate']);
    expect(runningOn('one')).toEqual([]);
  });
});

describe('a service without a listener', () => {
  it('is healthy when it runs', async () => {
    project = await servingProject({ app: undefined, worker: {} });
    await project.fck.run(['build', 'activate'], { roles: ['a'] });
    expect(runningOn('one')).toEqual(['shop.a.worker.1.1']);
    expect(verifiedAt('a')).toBe(FIRST);
  });
});

describe('an activate section', () => {
  it('that names nothing to run is an error', async () => {
    project = await servingProject({ proxy: undefined });
    await project.fck.run(['build']);
    await expect(project.fck.run(['activate'], { roles: ['a'] })).rejects.toMatchObject({
      code: 'NOTHING_TO_ACTIVATE',
      host: 'one',
    });
  });
});
