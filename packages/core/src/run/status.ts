import type { Front } from '../activation/front.js';
import { siteName } from '../activation/instance-names.js';
import { activationPlan } from '../activation/plan.js';
import { expectOwnPort } from '../activation/port-owner.js';
import type { Instance, ProcessManager } from '../activation/service.js';
import { servingOf } from '../activation/serving.js';
import { TransactionFile } from '../activation/transaction-file.js';
import type { TransactionRecord } from '../activation/transaction-record.js';
import { buildsOn } from '../build/builds-on-host.js';
import { messageOf } from '../errors/fck-error.js';
import type { Fck } from '../fck.js';
import type { Host } from '../hosts/host.js';
import type { Selection } from '../hosts/select.js';
import type { Registered } from '../registry/registry.js';
import type { Remote } from '../remote/remote.js';
import { askHosts } from './ask-hosts.js';
import type { HostContext } from './contexts.js';
import { Session } from './session.js';

/** What a host serves. */
export interface StatusRow {
  readonly host: string;
  readonly role: string;
  readonly address: string;
  /** The build that serves; undefined if none does. */
  readonly active: string | undefined;
  /** The build that served before it. */
  readonly previous: string | undefined;
  /** When the active build began to serve: ISO 8601. */
  readonly since: string | undefined;
  /** Whether all its services run. */
  readonly running: boolean;
  /** How many finished builds are on the host. */
  readonly builds: number;
  /** The newest of them. */
  readonly newest: string | undefined;
  /** Where the site is served, as seen from outside. */
  readonly url: string | undefined;
  /** An activation that is under way, or that a run left unfinished: the next one takes it back or finishes it. */
  readonly unfinished: Pick<TransactionRecord, 'run' | 'build' | 'phase' | 'since'> | undefined;
  /** Why the host could not be asked, or what is wrong with what it serves. */
  readonly problem: string | undefined;
}

/** Asks every chosen host what it serves. */
export async function statusOf(fck: Fck, selection: Selection): Promise<StatusRow[]> {
  const session = Session.forLooks(fck);
  const outcomes = await askHosts(session, selection, 'status', rowOf);
  session.profiler.report();
  return outcomes.map((outcome) =>
    outcome.ok ? outcome.result : unreachable(outcome.item, messageOf(outcome.error)),
  );
}

async function rowOf(context: HostContext): Promise<StatusRow> {
  const { fck, host, role, remote, paths, state } = context;
  const plan = activationPlan(fck, role);
  const manager = plan?.manager?.value;
  const [builds, known, unfinished] = await Promise.all([
    buildsOn(remote, paths),
    state.read(),
    new TransactionFile(remote, paths, role.name).read(),
  ]);
  const { active, previous, since, instances } = servingOf(known, role.name);
  const ids = instances.map(({ id }) => id);
  const running = ids.length > 0 && manager ? await manager.running(remote, ids) : [];
  const problem = plan?.manager && (await strangerOnPort(remote, plan.manager, instances));
  return {
    host: host.name,
    role: role.name,
    address: host.address,
    active,
    previous,
    since,
    running: active !== undefined && running.length === ids.length,
    builds: builds.length,
    newest: builds[0]?.name,
    url: active === undefined ? undefined : urlOf(context, plan?.front),
    unfinished: unfinished && summaryOf(unfinished),
    problem,
  };
}

/** What is wrong if a port of an instance is held by another process: whoever visits the site is answered by that one. */
async function strangerOnPort(
  remote: Remote,
  manager: Registered<ProcessManager>,
  instances: readonly Instance[],
): Promise<string | undefined> {
  try {
    for (const instance of instances) await expectOwnPort(remote, manager, instance);
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function summaryOf({ run, build, phase, since }: TransactionRecord): StatusRow['unfinished'] {
  return { run, build, phase, since };
}

function urlOf(context: HostContext, front: Registered<Front> | undefined): string | undefined {
  const { role, host } = context;
  const door = front?.value.door({
    name: siteName(context),
    section: role.values.get(`activate.${front.name}`),
  });
  if (!door) return undefined;
  const url = new URL(door.url);
  if (url.hostname === '127.0.0.1' || url.hostname === 'localhost')
    url.hostname =
      host.address === 'local'
        ? 'localhost'
        : host.address.includes(':')
          ? `[${host.address}]`
          : host.address;
  return url.href;
}

function unreachable(host: Host, problem: string): StatusRow {
  const nothing = {
    active: undefined,
    previous: undefined,
    since: undefined,
    running: false,
    builds: 0,
    newest: undefined,
    url: undefined,
    unfinished: undefined,
  };
  return { host: host.name, role: host.role, address: host.address, ...nothing, problem };
}
