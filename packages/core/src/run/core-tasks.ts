import type { Fck } from '../fck.js';
import type { Task, TaskContext } from './contexts.js';
import { activate, deactivate } from './phases/activate.js';
import { build } from './phases/build.js';
import { create, destroy } from './phases/create.js';
import { provision } from './phases/provision.js';
import { sessionOf } from './run-tasks.js';
import type { Session } from './session.js';

/** Registers the phases as tasks, which plugins may depend on or add to like to any other. */
export function registerCoreTasks(fck: Fck): void {
  const phase = (
    name: string,
    summary: string,
    run: (session: Session, context: TaskContext) => Promise<void>,
    more: Partial<Task> = {},
  ) => fck.tasks.register(name, { summary, run: (context) => run(sessionOf(context), context), ...more });
  phase(
    'create',
    'makes the hosts that providers (sandbox, aws) are asked for',
    (session, { roles }) => create(session, roles),
    { withoutHosts: true },
  );
  phase('provision', "makes true of every host what its role's `provision` says", (session, { hosts }) =>
    provision(session, hosts),
  );
  phase(
    'build',
    'gives every host its build: made once, then copied',
    (session, { hosts }) => build(session, hosts),
    { lockFirst: true },
  );
  phase(
    'activate',
    'makes the newest build serve',
    (session, { hosts, args }) =>
      activate(session, hosts, typeof args['build'] === 'string' ? args['build'] : undefined),
    {
      lockFirst: true,
      args: { build: { about: 'name of the build to activate, instead of the newest', kind: 'text' } },
    },
  );
  phase(
    'deactivate',
    'takes the site and its services down',
    (session, { hosts }) => deactivate(session, hosts),
    { lockFirst: true },
  );
  phase('destroy', 'removes the hosts that providers made', (session, { roles }) => destroy(session, roles), {
    withoutHosts: true,
  });
}
