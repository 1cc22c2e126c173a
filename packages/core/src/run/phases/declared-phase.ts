import type { Build } from '../../api/build.js';
import type { TaskContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import type { Phase, PhaseContext, PhaseHook } from '../../api/phase.js';
import { rejectedBuilds } from '../../build/build-status.js';
import { buildErrors } from '../../errors/build.js';
import { once } from '../../once.js';
import { resultsOf } from '../../rollout.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';
import { hostsThatActivate, named, newestBuild } from './activate.js';
import { surveyHosts } from './survey.js';

/** A phase that a plugin has registered, and its hook. */
export interface DeclaredPhase {
  readonly name: string;
  readonly phase: Phase;
  readonly hook: PhaseHook;
}

/** Calls the taps of a phase on its hosts. */
export async function runDeclaredPhase(
  session: Session,
  { name, phase, hook }: DeclaredPhase,
  { hosts, args }: Pick<TaskContext, 'hosts' | 'args'>,
): Promise<void> {
  const { fck } = session;
  const chosen = hostsOfPhase(session, phase, hosts);
  if (chosen.length === 0) {
    const text = `Nothing to do in ${name}: it works on none of these hosts.`;
    return fck.emit({ type: 'note', level: 'info', text });
  }
  const builds = buildsToActivate(session, hosts);
  await runPhase(session, name, chosen, async (host) => {
    const context = session.contextOf(host, name);
    const phaseContext: PhaseContext = {
      ...context,
      args,
      buildToActivate: () => builds(host),
      undo: async (step, data) => {
        fck.undoSteps.get(step);
        if (!context.dryRun) session.run.undoLog.record({ phase: name, host, entry: { step, data } });
      },
    };
    await hook.promise(phaseContext);
    return undefined;
  });
}

/** The hosts on which the taps of a phase run, by its scope. */
function hostsOfPhase({ fck }: Session, { scope = 'host', on }: Phase, hosts: readonly Host[]): Host[] {
  const fitting = hosts.filter((host) => on?.(host, fck.roleNamed(host.role)) ?? true);
  if (scope === 'host') return fitting;
  if (scope === 'run') return fitting.slice(0, 1);
  return fitting.filter((host, at) => fitting.findIndex(({ role }) => role === host.role) === at);
}

/** The builds that `activate` would choose. The hosts are surveyed when a tap first asks. */
function buildsToActivate(session: Session, hosts: readonly Host[]): (host: Host) => Promise<Build> {
  const { build: name } = session.options;
  const survey = once(() => surveyHosts(session, hostsThatActivate(session, hosts)));
  return async (host) => {
    const surveys = await survey();
    const own = surveys.find(({ item }) => item === host);
    if (!own) throw buildErrors.nothingActivated([host.role]);
    if (!own.ok) throw own.error;
    if (typeof name === 'string') return named(own.result, name);
    return newestBuild(session, own.result, rejectedBuilds(resultsOf(surveys).map(({ state }) => state)));
  };
}
