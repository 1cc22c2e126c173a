import { TransactionFile } from '../../activation/transaction/transaction-file.js';
import type { TransactionRecord } from '../../activation/transaction/transaction-record.js';
import type { Build } from '../../api/build.js';
import type { HostContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import type { HostStateData } from '../../api/host-state.js';
import { buildsOn } from '../../build/builds-on-host.js';
import { type Outcome, onEach } from '../../rollout.js';
import type { Session } from '../session.js';

/** The state of a host before an activation. */
export interface Survey {
  readonly context: HostContext;
  /** The finished builds that its role may activate, newest first. */
  readonly builds: readonly Build[];
  readonly state: HostStateData;
  /** An activation that another run has not finished. */
  readonly unfinished: TransactionRecord | undefined;
}

/** Surveys all hosts. A host that cannot be reached is reported when the run works on it. */
export function surveyHosts(session: Session, hosts: readonly Host[]): Promise<Outcome<Host, Survey>[]> {
  return onEach(hosts, session.fck.parallel, (host) =>
    session.run.profiler.measure(host, 'survey', () => surveyOf(session.contextOf(host, 'prepare'))),
  );
}

async function surveyOf(context: HostContext): Promise<Survey> {
  const { remote, paths, role, state: remembered } = context;
  const [found, state, unfinished] = await Promise.all([
    buildsOn(remote, paths),
    remembered.read(),
    new TransactionFile(remote, paths, role.name).read(),
  ]);
  // Another role of the same machine may have builds of its own. A role that builds nothing serves any of them.
  const builds =
    role.builder === undefined
      ? found
      : found.filter((build) => state.builds[build.name]?.roles?.includes(role.name) ?? true);
  return { context, builds, state, unfinished };
}
