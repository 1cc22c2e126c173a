import { folderHosts } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { buildProject } from '../build/build-plugin.test.helper.js';
import { setRoleValue } from '../config/set-role-value.test.helper.js';
import {
  FakeServices,
  type ServingProject,
  servicesPlugin,
  servingProject,
} from './activation-plugin.test.helper.js';

const FIRST = 'shop_00001_abc1234';

const runningOn = ({ services }: ServingProject, host: string) => [...services.on(host).keys()];

/** A project whose roles have an application and these services. */
const projectWith = (services: object) => servingProject({ app: {}, services });

/** Both roles have the problem. */
const hasProblem = (text: string) => ({ detail: expect.stringContaining(text) });

const onOne = (project: ServingProject) => project.services.done.filter((line) => line.includes(' one'));

describe('a service that does not listen', () => {
  it('starts in the switch, after the one that it replaces has ended, and before the proxy switches', async () => {
    const project = await projectWith({ queue: 'sleep 100' });
    await project.deploy();
    await project.fck.run(['build', 'activate']);
    expect(onOne(project)).toEqual([
      'start one shop.a.app.2.2',
      'prepare one',
      'pause one shop.a.queue.1.1',
      'start one shop.a.queue.2.2',
      'switch one',
      'stop one shop.a.app.1.1',
      'stop one shop.a.queue.1.1',
    ]);
    expect(project.state('one').serving['a']?.instances).toMatchObject([
      { kind: 'app' },
      { kind: 'queue', overlap: false },
    ]);
  });

  it('is described as one without a reverse proxy, too, and has nothing to do when nothing changed', async () => {
    const project = await projectWith({ queue: 'sleep 100' });
    await project.deploy();
    await project.fck.run(['activate']);
    expect(project.services.done).toEqual([]);
    expect(project.notesOf('prepare').at(-1)).toContain('nothing to do');
  });

  it('runs again as before if the switch fails, once the new one has ended', async () => {
    const project = await projectWith({ queue: 'sleep 100' });
    await project.deploy();
    project.services.trouble('switch fails', 'one');
    await expect(project.fck.run(['build', 'activate'])).rejects.toThrow('the proxy is stuck');
    expect(onOne(project).slice(-5)).toEqual([
      'undo one',
      'stop one shop.a.queue.2.2',
      'resume one shop.a.queue.1.1',
      'stop one shop.a.queue.2.2',
      'stop one shop.a.app.2.2',
    ]);
    expect(runningOn(project, 'one').toSorted()).toEqual(['shop.a.app.1.1', 'shop.a.queue.1.1']);
    expect(project.state('one').serving['a']?.active).toBe(FIRST);
  });

  it('stays paused while the new one cannot be ended: the next run undoes the rest', async () => {
    const project = await projectWith({ queue: 'sleep 100' });
    await project.deploy();
    const { services, fck } = project;
    services.trouble('switch fails', 'one');
    services.when('undo one', () => services.trouble('stop fails', 'one'));
    await expect(fck.run(['build', 'activate'])).rejects.toThrow('the proxy is stuck');
    expect(services.done).not.toContain('resume one shop.a.queue.1.1');
    services.trouble('switch fails', 'one', false);
    services.trouble('stop fails', 'one', false);
    await fck.run(['activate']);
    expect(runningOn(project, 'one').some((id) => id.includes('queue.1.1'))).toBe(false);
    expect(services.paused.get('one')?.size).toBe(0);
    const stopped = services.done.indexOf('stop one shop.a.queue.2.2');
    expect(services.done.indexOf('resume one shop.a.queue.1.1')).toBeGreaterThan(stopped);
  });

  it('ends in the switch also where its role does not have it any more', async () => {
    const project = await projectWith({ queue: 'sleep 100' });
    await project.deploy();
    setRoleValue(project.fck, 'a', 'activate.services', undefined);
    await project.fck.run(['activate']);
    expect(onOne(project)).toContain('pause one shop.a.queue.1.1');
    expect(runningOn(project, 'one')).toEqual(['shop.a.app.1.2']);
  });

  it('must have a program that the build or the host has', async () => {
    const project = await projectWith({ queue: 'no-such-program --now' });
    await expect(project.fck.run(['build', 'activate'], { hosts: ['one'] })).rejects.toMatchObject({
      code: 'SERVICE_PROGRAM_MISSING',
      message: expect.stringContaining('"queue" runs `no-such-program`'),
    });
    expect(runningOn(project, 'one')).toEqual([]);
  });

  it('returns with a rollback, and is ended when the role is deactivated', async () => {
    const project = await projectWith({ queue: 'sleep 100' });
    await project.deploy();
    await project.deploy();
    await project.fck.run(['rollback']);
    expect(runningOn(project, 'one').toSorted()).toEqual(['shop.a.app.1.3', 'shop.a.queue.1.3']);
    await project.fck.run(['restart']);
    expect(runningOn(project, 'one').toSorted()).toEqual(['shop.a.app.1.4', 'shop.a.queue.1.4']);
    await project.fck.run(['deactivate']);
    expect(runningOn(project, 'one')).toEqual([]);
  });
});

describe('a service', () => {
  it('with overlap starts before the switch, as one that listens does', async () => {
    const project = await projectWith({
      queue: { command: 'sleep 100', overlap: true },
      live: { command: 'sleep 100', listen: 'port' },
    });
    await project.fck.run(['build', 'activate']);
    expect(onOne(project)).toEqual([
      'start one shop.a.app.1.1',
      'start one shop.a.queue.1.1',
      'start one shop.a.live.1.1',
      'prepare one',
      'switch one',
    ]);
    // Visitors reach the application.
    expect(project.services.proxy(project.ports.a).verificationAnswer).toBe('shop.a.app.1.1');
  });

  it('with several processes is as many instances', async () => {
    const project = await projectWith({ queue: { command: 'sleep 100', processes: 2 } });
    await project.fck.run(['build', 'activate']);
    expect(runningOn(project, 'one')).toEqual(['shop.a.app.1.1', 'shop.a.queue-1.1.1', 'shop.a.queue-2.1.1']);
  });

  it('has its variables over those of the project and the role', async () => {
    const project = await projectWith({ queue: { command: 'sleep 100', env: { LEVEL: 'service' } } });
    await project.fck.run(['build', 'activate']);
    expect(project.services.startedWith.get('one shop.a.queue.1.1')).toMatchObject({
      LEVEL: 'service',
      FCK_BUILD: FIRST,
    });
  });

  it('that has to stay up and is started again undoes the switch', async () => {
    const project = await projectWith({ queue: { command: 'sleep 100', health: { steady: 0.2 } } });
    await project.deploy();
    const { services } = project;
    services.when('switch one', () => services.on('one').delete('shop.a.queue.2.2'));
    await expect(project.fck.run(['build', 'activate'])).rejects.toMatchObject({
      code: 'SERVICE_NOT_STEADY',
      message: expect.stringContaining('"queue" on one did not stay up for 0.2 s: it does not run'),
    });
    expect(runningOn(project, 'one').toSorted()).toEqual(['shop.a.app.1.1', 'shop.a.queue.1.1']);
  });

  it.each([
    ['a kind of service', { app: 'sleep 1' }, '"app" is a service of services'],
    [
      'a process of another one',
      { queue: { command: 'sleep 1', processes: 2 }, 'queue-2': 'sleep 1' },
      '"queue-2" is a process of the service "queue"',
    ],
  ])('cannot have the name of %s', async (_, services, message) => {
    const project = await projectWith(services);
    await expect(project.fck.run(['activate'])).rejects.toMatchObject(hasProblem(message));
  });

  it.each([
    ['a name with a dot', { 'celery.beat': 'sleep 1' }, 'at most 40 letters'],
    ['two commands', { queue: 'sleep 1; sleep 2' }, 'must be one program'],
    ['an unknown signal', { queue: { command: 'sleep 1', stop: { signal: 'HUP' } } }, 'TERM'],
    ['a number of hosts', { queue: { command: 'sleep 1', hosts: 2 } }, 'expected `all` or `1`'],
  ])('with %s is refused', async (_, services, message) => {
    await expect(projectWith(services)).rejects.toMatchObject(hasProblem(message));
  });
});

describe('a service with `hosts: 1`', () => {
  it('runs on the first host of its role by name, whichever hosts are chosen', async () => {
    const services = new FakeServices();
    const web = {
      hosts: folderHosts('web-2', 'web-1'),
      build: { write: {} },
      activate: {
        user: 'nobody',
        services: { beat: { command: 'sleep 100', hosts: 1 }, queue: 'sleep 100' },
      },
    };
    const { fck } = await buildProject({ roles: { web } }, [servicesPlugin(services)]);
    await fck.run(['build', 'activate'], { hosts: ['web-2'] });
    expect([...services.on('web-2').keys()]).toEqual(['shop.web.queue.1.1']);
    await fck.run(['build', 'activate']);
    expect([...services.on('web-1').keys()].map((id) => id.split('.')[2])).toEqual(['beat', 'queue']);
  });
});
