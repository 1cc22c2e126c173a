import type { Front } from '../activation/front.js';
import { siteName } from '../activation/instance-names.js';
import { activationPlan } from '../activation/plan.js';
import { ServedFile } from '../activation/served-file.js';
import { servingOf } from '../activation/serving.js';
import {
  doorsOf,
  findServingProblems,
  obstaclesTo,
  type ServingFindings,
} from '../activation/serving-problems.js';
import { TransactionFile } from '../activation/transaction-file.js';
import type { TransactionRecord } from '../activation/transaction-record.js';
import { visitorUrl } from '../activation/visitor-url.js';
import { buildsOn } from '../build/builds-on-host.js';
import { messageOf } from '../errors/fck-error.js';
import type { Fck } from '../fck.js';
import type { Host } from '../hosts/host.js';
import type { Selection } from '../hosts/select.js';
import type { Registered } from '../registry/registry.js';
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
  /**
   * Whether a visitor of the site is answered by the active build, as the host itself finds by asking the reverse proxy; for a role
   * without a site, whether its services run.
   */
  readonly serving: boolean;
  /** How many finished builds are on the host. */
  readonly builds: number;
  /** The newest of them. */
  readonly newest: string | undefined;
  /** Where the site is served, as seen from outside. */
  readonly url: string | undefined;
  /** An activation that is under way, or that a run left unfinished: the next one takes it back or finishes it. */
  readonly unfinished: Pick<TransactionRecord, 'run' | 'build' | 'phase' | 'since'> | undefined;
  /** Why the host could not be asked, or what is wrong with what it should serve: one sentence, or several with `; ` between. */
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
  const [builds, known, unfinished, setting, doors, obstacles = []] = await Promise.all([
    buildsOn(remote, paths),
    state.read(),
    new TransactionFile(remote, paths, role.name).read(),
    // Only the account that deploys may read it: others are told the rest.
    new ServedFile(context).read().catch(() => undefined),
    plan?.front && doorsOf(context, plan.front),
    plan?.front && obstaclesTo(context, plan.front),
  ]);
  const record = servingOf(known, role.name);
  const { active, previous, since } = record;
  const findings: ServingFindings =
    plan && active !== undefined
      ? await findServingProblems(context, fck.coreSections, plan, record, setting, doors)
      : NOTHING_SERVES;
  const problems = [...findings.problems, ...(active === undefined ? [] : obstacles)];
  return {
    host: host.name,
    role: role.name,
    address: host.address,
    active,
    previous,
    since,
    running: findings.running,
    serving: findings.serving,
    builds: builds.length,
    newest: builds[0]?.name,
    url: active === undefined ? undefined : urlOf(context, plan?.front),
    unfinished: unfinished && summaryOf(unfinished),
    problem: problems.length === 0 ? undefined : problems.join('; '),
  };
}

/** What is not activated is no problem. */
const NOTHING_SERVES: ServingFindings = { running: false, serving: false, problems: [] };

function summaryOf({ run, build, phase, since }: TransactionRecord): StatusRow['unfinished'] {
  return { run, build, phase, since };
}

function urlOf(context: HostContext, front: Registered<Front> | undefined): string | undefined {
  const { role, host } = context;
  const door = front?.value.door({
    name: siteName(context),
    section: role.values.get(`activate.${front.name}`),
  });
  return door && visitorUrl(door, host.address);
}

function unreachable(host: Host, problem: string): StatusRow {
  const nothing = {
    active: undefined,
    previous: undefined,
    since: undefined,
    running: false,
    serving: false,
    builds: 0,
    newest: undefined,
    url: undefined,
    unfinished: undefined,
  };
  return { host: host.name, role: host.role, address: host.address, ...nothing, problem };
}
