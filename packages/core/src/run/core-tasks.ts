import type { BooleanArgument } from '../api/arguments.js';
import type { Fck } from '../api/container.js';
import type { Task, TaskContext } from '../api/contexts.js';
import type { Phase } from '../api/phase.js';
import { runAsCore } from '../attribution/attribution.js';
import { checkedName } from '../names/names.js';
import { maintenanceArguments, wantedMaintenance } from './maintenance-arguments.js';
import { type ActivateOptions, activate, deactivate, restart } from './phases/activate.js';
import { adopt } from './phases/adopt.js';
import { adoptHosts } from './phases/adopt-hosts.js';
import { build } from './phases/build.js';
import { create, destroy } from './phases/create.js';
import { beginMaintenance, endMaintenance } from './phases/maintenance.js';
import { provision } from './phases/provision.js';
import { prune } from './phases/prune.js';
import { rollback } from './phases/rollback.js';
import { Session } from './session.js';

const goOn: BooleanArgument = {
  about: 'undo only the hosts that fail, and go on with the others',
  kind: 'boolean',
};

function activateOptions(args: TaskContext['args']): ActivateOptions {
  const { build } = args;
  return {
    name: typeof build === 'string' ? checkedName('build', build) : undefined,
    goOn: args['continue'] === true,
  };
}

/** Registers the phases and tasks of core the way any plugin would. */
export function registerCoreTasks(fck: Fck): void {
  const phase = (
    name: string,
    about: string,
    run: (session: Session, context: TaskContext) => Promise<void>,
    more: Partial<Phase> = {},
  ) =>
    fck.phases.register(name, {
      about,
      lockFirst: false,
      run: (context) => runAsCore(() => run(Session.of(context), context)),
      ...more,
    });
  const task = (
    name: string,
    about: string,
    run: (session: Session, context: TaskContext) => Promise<void>,
    more: Partial<Task> = {},
  ) =>
    fck.tasks.register(name, {
      about,
      run: (context) => runAsCore(() => run(Session.of(context), context)),
      ...more,
    });
  phase(
    'create',
    'makes the hosts that providers (sandbox, aws) are asked for',
    (session, { roles }) => create(session, roles),
    { withoutHosts: true },
  );
  phase(
    'provision',
    "makes true of every host what its role's `provision` says",
    (session, { hosts }) => provision(session, hosts),
    { after: ['create'], onResume: 'unfinished hosts', sends: ['provision'] },
  );
  phase(
    'build',
    'gives every host its build: made once, then copied',
    (session, { hosts }) => build(session, hosts),
    { after: ['provision'], lockFirst: true, sends: ['build'] },
  );
  phase(
    'activate',
    'makes the newest build serve, unless it does as it would then',
    (session, { hosts, args }) => activate(session, hosts, activateOptions(args)),
    {
      after: ['build'],
      lockFirst: true,
      sends: ['activate'],
      args: {
        build: { about: 'name of the build to activate, instead of the newest', kind: 'text' },
        continue: goOn,
      },
    },
  );
  task(
    'adopt-hosts',
    'makes hosts of the machines (aws) that fabcloudkit made',
    (session, { roles }) => adoptHosts(session, roles),
    { withoutHosts: true },
  );
  task(
    'adopt',
    'has the newest build take over what fabcloudkit runs and serves',
    (session, { hosts }) => adopt(session, hosts),
    { lockFirst: true, sends: ['activate'] },
  );
  task(
    'restart',
    'starts new instances of the build that serves, and switches to them',
    (session, { hosts, args }) => restart(session, hosts, activateOptions(args)),
    { lockFirst: true, sends: ['activate'], args: { continue: goOn } },
  );
  task(
    'maintenance-on',
    'shows visitors of the sites a page that says so, with status 503',
    (session, { hosts, args }) => beginMaintenance(session, hosts, wantedMaintenance(args)),
    { lockFirst: true, sends: [], args: maintenanceArguments },
  );
  task(
    'maintenance-off',
    'shows visitors the sites again',
    (session, { hosts }) => endMaintenance(session, hosts),
    { lockFirst: true, sends: [] },
  );
  task(
    'deactivate',
    'takes the site and its services down',
    (session, { hosts }) => deactivate(session, hosts),
    { lockFirst: true },
  );
  task(
    'rollback',
    'makes the build serve that served well before',
    (session, { hosts, args }) => rollback(session, hosts, activateOptions(args)),
    {
      lockFirst: true,
      // Hosts keep the environment of their builds; what else an older build needs is read when it is sent.
      sends: [],
      onResume: 'refuse',
      args: {
        build: { about: 'name of the build to go back to', kind: 'text' },
        continue: goOn,
      },
    },
  );
  task(
    'prune',
    'removes builds that need not stay',
    (session, { hosts, args }) =>
      prune(session, hosts, typeof args['keep'] === 'number' ? args['keep'] : undefined),
    {
      lockFirst: true,
      args: { keep: { about: 'builds to keep beside those in use, instead of keep_builds', kind: 'number' } },
    },
  );
  task(
    'destroy',
    'removes the hosts that providers made',
    (session, { roles, selection }) => destroy(session, roles, selection),
    { withoutHosts: true, keepsToSelection: true },
  );
}
