import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { secret } from '../command/secret.js';
import { setRoleValue } from '../config/set-role-value.test.helper.js';
import { type ServingProject, servingProject } from './activation-plugin.test.helper.js';

const FIRST = 'shop_00001_abc1234';

let project: ServingProject;
const runningOn = (host: string) => [...project.services.on(host).keys()];
const proxyFile = (host: string, role: string) => project.pathOn(host, `shop.${role}.proxy`);

/** Changes the host's record of what serves. */
function changeRecord(change: object): void {
  const file = project.pathOn('one', 'state.json');
  const state = JSON.parse(readFileSync(file, 'utf8'));
  Object.assign(state.serving.a, change);
  writeFileSync(file, JSON.stringify(state));
}

/** The reason that the last run gave for activating a build again. */
const reasons = () =>
  project.events.flatMap((event) =>
    event.type === 'note' && event.text.includes('activated again') ? [`${event.host}: ${event.text}`] : [],
  );

/** The changes that a dry run reports. */
async function planned(): Promise<string[]> {
  const first = project.events.length;
  await project.fck.run(['activate'], { dryRun: true });
  return project.events
    .slice(first)
    .flatMap((event) =>
      event.type === 'change' || (event.type === 'host:end' && event.status === 'planned')
        ? [`${event.host}`]
        : [],
    );
}

beforeEach(async () => {
  project = await servingProject({ app: {}, worker: {} });
  project.services.siteText = 'site of';
  project.services.environment = { KEY: secret('hunter2'), MODE: 'fast' };
  await project.deploy();
});

describe('an activation of the build that serves', () => {
  it('finds nothing to do and says so, as does a dry run', async () => {
    const before = project.state('one').serving['a'];
    await project.fck.run(['activate']);
    expect(project.services.done).toEqual([]);
    expect(project.notesOf('prepare').slice(-2)).toEqual([
      `one: ${FIRST} serves, nothing to do`,
      `two: ${FIRST} serves, nothing to do`,
    ]);
    expect(project.events.filter(({ type }) => type === 'change')).not.toContainEqual(
      expect.objectContaining({ planned: true }),
    );
    expect(project.state('one').serving['a']).toEqual(before);
    expect(await planned()).toEqual([]);
  });

  it('records no secret where others could read it, and none in plain text', () => {
    const served = readFileSync(project.pathOn('one', 'served/a.json'), 'utf8');
    expect(served).not.toContain('hunter2');
    expect(served).not.toContain('fast');
    expect(readFileSync(project.pathOn('one', 'state.json'), 'utf8')).not.toContain('hunter2');
  });

  it.each<[string, () => void, RegExp]>([
    [
      'another value of a secret',
      () => {
        project.services.environment = { KEY: secret('hunter3'), MODE: 'fast' };
      },
      /its environment differs: KEY\./,
    ],
    [
      'a variable less',
      () => {
        project.services.environment = { KEY: secret('hunter2') };
      },
      /its environment differs: MODE\./,
    ],
    [
      'a variable that its role sets',
      () => setRoleValue(project.fck, 'a', 'env', { TZ: 'UTC' }),
      /its environment differs: TZ\./,
    ],
    [
      'another text of its site',
      () => {
        project.services.siteText = 'another site of';
      },
      /shop\.a\.proxy would be written otherwise\./,
    ],
    [
      'a site that was edited by hand',
      () => writeFileSync(proxyFile('one', 'a'), 'mine\n'),
      /shop\.a\.proxy was changed since fck wrote it\./,
    ],
    ['a site that is gone', () => rmSync(proxyFile('one', 'a')), /shop\.a\.proxy is missing\./],
    [
      'a service that does not run',
      () => void project.services.on('one').delete('shop.a.worker.1.1'),
      /shop\.a\.worker\.1\.1 does not run under memory\./,
    ],
    [
      'a service of an earlier activation that still runs',
      () => void project.services.on('one').set('shop.a.worker.0.7', undefined),
      /shop\.a\.worker\.0\.7 is left of an earlier activation\./,
    ],
    [
      'a record of what another instance was activated with',
      () => {
        const file = project.pathOn('one', 'served/a.json');
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll('shop.a.app.1.1', 'shop.a.app.1.7'));
      },
      /what it was activated with is not known\./,
    ],
    [
      'an activation whose end was not reached',
      () => changeRecord({ incomplete: true }),
      /its last activation did not come to its end\./,
    ],
    [
      'a service that was left to end its requests',
      () => changeRecord({ draining: [{ id: 'shop.a.worker.0.7', kind: 'worker', build: FIRST }] }),
      /services that served before still run\./,
    ],
    [
      'a proxy that serves something else',
      () => {
        project.services.proxy(project.ports.a).verificationAnswer = 'shop.a.app.9.9';
      },
      /shop\.a\.app\.9\.9 answers\./,
    ],
    [
      'a proxy that is closed',
      () => {
        project.services.proxy(project.ports.a).verificationAnswer = undefined;
      },
      /it answers 503\./,
    ],
  ])('has something to do, and its plan says so: %s', async (_, change, why) => {
    change();
    expect(await planned()).toContain('one');
    await project.fck.run(['activate'], { hosts: ['one'] });
    expect(reasons().at(-1)).toMatch(new RegExp(`^one: ${FIRST} is activated again: .*${why.source}`));
    expect(runningOn('one').filter((id) => id.includes('worker'))).toHaveLength(1);
    expect(runningOn('one')).not.toContain('shop.a.app.1.1');
    project.services.done.length = 0;
    await project.fck.run(['activate'], { hosts: ['one'] });
    expect(project.services.done).toEqual([]);
  });

  it('is done only on hosts that differ', async () => {
    writeFileSync(proxyFile('two', 'b'), 'mine\n');
    await project.fck.run(['activate']);
    expect(runningOn('one')).toContain('shop.a.app.1.1');
    expect(runningOn('two')).toEqual(['shop.b.app.1.2', 'shop.b.worker.1.2']);
  });

  it('is done again where the end of the last one failed', async () => {
    project.services.trouble('stop fails', 'one');
    await project.fck.run(['build', 'activate'], { roles: ['a'] });
    project.services.trouble('stop fails', 'one', false);
    await project.fck.run(['activate'], { roles: ['a'] });
    expect(runningOn('one')).toEqual(['shop.a.app.2.3', 'shop.a.worker.2.3']);
  });

  it('is done where the setting is not recorded', async () => {
    rmSync(project.pathOn('one', 'served/a.json'));
    await project.fck.run(['activate'], { roles: ['a'] });
    expect(reasons()).toEqual([`one: ${FIRST} is activated again: what it was activated with is not known.`]);
  });

  it('goes back at once, too, to the build that serves', async () => {
    await project.deploy();
    await project.fck.run(['rollback'], { hosts: ['one'] });
    project.services.done.length = 0;
    await project.fck.run(['rollback'], { hosts: ['one'], args: { build: FIRST } });
    expect(project.services.done).toEqual([]);
  });
});

describe('a restart', () => {
  it('starts new instances of the build that serves, and forgets nothing', async () => {
    await project.deploy();
    await project.fck.run(['activate'], { args: { build: FIRST } });
    await project.fck.role('a').restart(await project.fck.role('a').hosts());
    expect(runningOn('one')).toEqual(['shop.a.app.1.4', 'shop.a.worker.1.4']);
    expect(project.state('one').serving['a']).toMatchObject({
      active: FIRST,
      previous: 'shop_00002_abc1234',
      draining: [],
    });
    expect(runningOn('two')).toEqual(['shop.b.app.1.3', 'shop.b.worker.1.3']);
  });

  it('that fails undoes all its steps', async () => {
    project.services.trouble('not verified', 'two');
    await expect(project.fck.run(['restart'])).rejects.toMatchObject({ code: 'SWITCH_NOT_VERIFIED' });
    expect(runningOn('one')).toEqual(['shop.a.app.1.1', 'shop.a.worker.1.1']);
    expect(project.services.proxy(project.ports.a).verificationAnswer).toBe('shop.a.app.1.1');
  });

  it('skips hosts where nothing serves, and says so if that is all of them', async () => {
    await project.fck.run(['deactivate'], { hosts: ['two'] });
    await project.fck.run(['restart']);
    expect(runningOn('one')).toEqual(['shop.a.app.1.2', 'shop.a.worker.1.2']);
    expect(runningOn('two')).toEqual([]);
    await expect(project.fck.run(['restart'], { hosts: ['two'] })).rejects.toMatchObject({
      code: 'NOTHING_SERVES',
      message: 'No build is active on two.',
    });
  });
});

describe('the status', () => {
  const rowOf = async (host: string) => (await project.fck.status({ hosts: [host] }))[0];

  it('of a host that serves has no problem', async () => {
    expect(await rowOf('one')).toMatchObject({ serving: true, running: true, problem: undefined });
  });

  it.each<[string, () => void, RegExp, { serving: boolean; running: boolean }]>([
    [
      'all services are stopped',
      () => project.services.on('one').clear(),
      /shop\.a\.app\.1\.1 does not run under memory; .*shop\.a\.worker\.1\.1 does not run under memory/,
      { serving: false, running: false },
    ],
    [
      'the process manager does not answer',
      () => project.services.trouble('manager hangs', 'one'),
      /It does not answer\./,
      { serving: false, running: false },
    ],
    [
      'a service ended after it was started',
      () => project.services.trouble('ends young', 'one'),
      /shop\.a\.app\.1\.1 has ended/,
      { serving: false, running: false },
    ],
    [
      'the reverse proxy answers with an error',
      () => {
        project.services.proxy(project.ports.a).verificationAnswer = undefined;
      },
      /proxy does not answer with shop_00001_abc1234 at .*: it answers 503/,
      { serving: false, running: true },
    ],
    [
      'another build answers',
      () => {
        project.services.proxy(project.ports.a).verificationAnswer = 'shop.a.app.9.9';
      },
      /shop\.a\.app\.9\.9 answers/,
      { serving: false, running: true },
    ],
    [
      'the reverse proxy has no service behind it',
      () => {
        project.services.proxy(project.ports.a).page = { status: 502 };
      },
      /the site does not answer well at http:.*: it answers 502/,
      { serving: false, running: true },
    ],
    [
      'the site always redirects to https, and the service behind it answers with an error',
      () => {
        const headers = { location: 'https://www.example.com/' };
        project.services.proxy(project.ports.a).page = { status: 301, headers };
        project.services.trouble('sick', 'one');
      },
      /the site does not answer well at http:.*: it answers 500/,
      { serving: false, running: true },
    ],
    [
      'another program has its port',
      () => project.services.trouble('port is taken', 'one'),
      /shop\.a\.app\.1\.1.* listens there/,
      { serving: false, running: false },
    ],
    [
      'the file of its site was changed by hand',
      () => writeFileSync(proxyFile('one', 'a'), 'mine\n'),
      /shop\.a\.proxy was changed since fck wrote it/,
      { serving: true, running: true },
    ],
    [
      'visitors are kept out by what the host itself does not notice',
      () => project.services.trouble('walled in', 'one'),
      /^a wall keeps visitors out: `open` opens it$/,
      { serving: true, running: true },
    ],
  ])('names what is wrong: %s', async (_, change, problem, flags) => {
    change();
    expect(await rowOf('one')).toMatchObject({ ...flags, active: FIRST });
    expect((await rowOf('one'))?.problem).toMatch(problem);
    expect((await rowOf('two'))?.problem).toBeUndefined();
  });

  it('of a role that is not activated has no problem', async () => {
    project.services.trouble('walled in', 'one');
    await project.fck.run(['deactivate'], { hosts: ['one'] });
    expect(await rowOf('one')).toMatchObject({ active: undefined, serving: false, problem: undefined });
  });
});
