import ssh from '@fck/plugin-ssh';
import { noSshd, SshLab } from '@fck/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plugin } from '../api/plugin.js';
import { type BuildProject, buildProject } from '../build/build-plugin.test.helper.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { FakeServices, servicesPlugin } from './activation-plugin.test.helper.js';

/** The cost of a change by the helper. */
const CHANGE = 1;
/** The cost of looks that are requested together, in a shell or as Python functions. */
const LOOKS = 1;

/** Core's own round trips on an open connection: its fake service, process manager and proxy add none. */
describe.skipIf(noSshd)(
  `what activating costs in round trips${noSshd ? ` (skipped: ${noSshd})` : ''}`,
  () => {
    const lab = new SshLab();
    let port = 0;
    beforeAll(async () => {
      ({ port } = await lab.sshd({ hostKeys: [lab.keygen('host', { authorize: false })] }));
      lab.keygen('key');
    });
    afterAll(() => lab.stop());

    /** A project that serves on one host, with the connection open. */
    async function servingOverSsh(...plugins: readonly Plugin[]): Promise<BuildProject> {
      const services = new FakeServices();
      const web = {
        user: lab.user,
        ssh: { port, key_filename: lab.path('key') },
        hosts: ['127.0.0.1'],
        build: { write: { recipe: { all: 'the same' } } },
        activate: {
          user: 'nobody',
          app: {},
          http_test_path: '/',
          proxy: { port: await services.openProxy() },
        },
      };
      const project = await buildProject({ roles: { web } }, [ssh, servicesPlugin(services), ...plugins]);
      await project.fck.run(['build', 'activate']);
      return project;
    }

    /** Round trips of each phase of some work. */
    async function tripsOf(
      { events }: BuildProject,
      work: () => Promise<unknown>,
    ): Promise<Record<string, number>> {
      const begun = events.length;
      await work();
      return Object.fromEntries(
        events
          .slice(begun)
          .flatMap((event) =>
            event.type === 'profile' ? event.phases.map(({ phase, roundTrips }) => [phase, roundTrips]) : [],
          ),
      );
    }

    const begin = { lock: CHANGE, survey: LOOKS };
    const activation = {
      ...begin,
      // Running instances, the folders of services, the ports in use; the undo record; the new service's answer; the owner of the
      // port.
      prepare: LOOKS + CHANGE + LOOKS + LOOKS,
      // The undo record, the state, the verification, the owner of the port.
      switch: CHANGE + CHANGE + LOOKS + LOOKS,
      commit: CHANGE,
      // The state and the setting; the end of the transaction.
      finish: CHANGE + CHANGE,
      prune: LOOKS,
    };

    test('activate, rollback, deactivate: a fixed number each', async () => {
      const project = await servingOverSsh();
      const { fck } = project;
      expect(await tripsOf(project, () => fck.run(['activate'], { force: true }))).toEqual(activation);
      await fck.run(['build', 'activate'], { force: true });
      expect(await tripsOf(project, () => fck.run(['rollback']))).toEqual(activation);
      expect(await tripsOf(project, () => fck.run(['deactivate']))).toEqual({ ...begin, deactivate: CHANGE });
    });

    test('an activation that finds nothing to do only reads', async () => {
      const project = await servingOverSsh();
      expect(await tripsOf(project, () => project.fck.run(['activate']))).toEqual({
        ...begin,
        // The setting; whether instances run, answer and exist; the owner of the port, and the content of files.
        prepare: LOOKS + LOOKS,
        prune: LOOKS,
      });
    });

    test('a choice between process managers costs nothing once it is recorded', async () => {
      const other = definePlugin({
        name: 'other',
        apply(fck) {
          const memory = fck.processManagers.get('memory');
          const availability = async () => ({ available: true, why: 'it is there' });
          memory.availability = availability;
          fck.processManagers.register('other', {
            ...memory,
            availability,
            provision: ({ declare }) =>
              declare({
                name: 'it is there',
                check: (remote) => remote.exists('/nowhere'),
                apply: async () => {},
              }),
          });
        },
      });
      const project = await servingOverSsh(other);
      const { fck } = project;
      await fck.run(['provision']);
      expect(await tripsOf(project, () => fck.run(['provision', 'activate']))).toEqual({
        provision: LOOKS,
        ...begin,
        prepare: LOOKS + LOOKS,
        prune: LOOKS,
      });
    });

    test('a build that is kept, status and a plan only read', async () => {
      const project = await servingOverSsh();
      const { fck } = project;
      expect(await tripsOf(project, () => fck.run(['build']))).toEqual({
        ...begin,
        build: LOOKS,
        prune: LOOKS,
      });
      // The answer of what serves; the owner of the port.
      expect(await tripsOf(project, () => fck.status())).toEqual({ status: LOOKS + LOOKS });
      const plan = () => fck.run(['provision', 'build', 'activate'], { dryRun: true });
      expect(await tripsOf(project, plan)).toEqual({
        provision: LOOKS,
        survey: LOOKS,
        build: LOOKS,
        prepare: LOOKS + LOOKS,
        prune: LOOKS,
      });
    });
  },
);
