import { writeFileSync } from 'node:fs';
import ssh from '@fck/plugin-ssh';
import { noSshd, SshLab } from '@fck/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FckEvent } from '../api/events.js';
import type { PhaseProfile } from '../api/traffic.js';
import { sh } from '../command/command.js';
import { createFck } from '../create.js';
import type { FckContainer } from '../fck.js';

type Profile = Extract<FckEvent, { type: 'profile' }>;

/** Opening a channel and starting the shell in it. */
const SHELL = 2;

describe.skipIf(noSshd)(`round trips of runs${noSshd ? ` (skipped: ${noSshd})` : ''}`, () => {
  const lab = new SshLab();
  let port = 0;
  beforeAll(async () => {
    ({ port } = await lab.sshd({ hostKeys: [lab.keygen('host', { authorize: false })] }));
    lab.keygen('key');
  });
  afterAll(() => lab.stop());

  /** A project with one host that has all tools. */
  async function project(tools: number): Promise<FckContainer> {
    const names = Array.from({ length: tools }, (_, index) => `there-${index}`);
    const config = {
      name: 'shop',
      root: lab.path('www'),
      roles: {
        web: {
          user: lab.user,
          ssh: { port, key_filename: lab.path('key') },
          hosts: ['127.0.0.1'],
          provision: { tools: names },
        },
      },
    };
    writeFileSync(lab.path('fck.json'), JSON.stringify(config));
    const fck = await createFck({ configFile: lab.path('fck.json'), defaultPlugins: [ssh] });
    for (const name of names) fck.tools.register(name, { about: 'is there', program: 'sh' });
    return fck;
  }

  /** The cost of each phase of some work on the host. */
  async function costsOf(fck: FckContainer, work: () => Promise<unknown>): Promise<readonly PhaseProfile[]> {
    return (await profileOf(fck, work)).phases;
  }

  async function profileOf(fck: FckContainer, work: () => Promise<unknown>): Promise<Profile> {
    const profiles: Profile[] = [];
    fck.hooks.event.tap('test', (event) => {
      if (event.type === 'profile') profiles.push(event);
    });
    await work();
    const [profile] = profiles;
    if (!profile) throw new Error('the run sent no profile');
    return profile;
  }

  test.each([1, 40])(
    'a provision of %i tools that finds nothing to do: connect, shell and one',
    async (tools) => {
      const fck = await project(tools);
      try {
        await fck.run(['provision']);
        await fck.close();
        const [cold] = await costsOf(fck, () => fck.run(['provision']));
        const [warm] = await costsOf(fck, () => fck.run(['provision']));
        // All checks together. The facts came with the shell.
        const connect = (cold?.roundTrips ?? 0) - SHELL - 1;
        expect(connect).toBeGreaterThanOrEqual(5);
        expect(connect).toBeLessThanOrEqual(7);
        expect(warm?.roundTrips).toBe(1);
        expect(cold?.connectMs).toBeGreaterThan(0);
        expect(warm?.connectMs).toBe(0);
      } finally {
        await fck.close();
      }
    },
  );

  test('channels, programs and durable writes are counted, by phase and in all', async () => {
    const fck = await project(0);
    try {
      fck.tasks.register('probe', {
        about: 'looks and changes',
        run: ({ eachHost }) =>
          eachHost(async ({ remote }) => {
            await Promise.all([remote.test(sh`true`), remote.test(sh`false`)]);
            await remote.run(sh`true`);
            await remote.write(lab.path('written'), 'a text');
            // There already: only looked at.
            await remote.write(lab.path('written'), 'a text');
          }),
      });
      await fck.run(['provision']);
      const { phases, total } = await profileOf(fck, () => fck.run(['probe']));
      // Two looks and a command. The lock and the file need no program, and nothing needs another channel.
      const counts = { channels: 0, programs: 3, durableWrites: 1 };
      expect(phases).toMatchObject([{ phase: 'probe', ...counts }]);
      expect(total).toMatchObject(counts);
    } finally {
      await fck.close();
    }
  });

  test('a plan costs as much as the run, the status of a host without services one', async () => {
    const fck = await project(5);
    try {
      await fck.run(['provision']);
      expect(await costsOf(fck, () => fck.run(['provision'], { dryRun: true }))).toMatchObject([
        { phase: 'provision', roundTrips: 1 },
      ]);
      expect(await costsOf(fck, () => fck.status())).toMatchObject([{ phase: 'status', roundTrips: 1 }]);
    } finally {
      await fck.close();
    }
  });
});
