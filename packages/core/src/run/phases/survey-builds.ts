import type { Host } from '../../api/host.js';
import { rejectedBuilds } from '../../build/build-status.js';
import { entriesInBuilds } from '../../build/builds-on-host.js';
import { buildNumber } from '../../build/names.js';
import { messageOf } from '../../errors/fck-error.js';
import { onEach, resultsOf } from '../../rollout.js';
import { hostStateOf } from '../../state/remote-state.js';
import type { Session } from '../session.js';

/** What all hosts of a project together know of its builds. */
export interface BuildSurvey {
  /** A new build must not get a number that another build of the project has on any host. */
  readonly highestNumber: number;
  /** The names of builds that were rolled back from: the host that builds may not know how they served elsewhere. */
  readonly rejected: ReadonlySet<string>;
}

/** Surveys all hosts of the project, also those that are not built on. A host that cannot be reached is a warning. */
export async function surveyBuilds(session: Session): Promise<BuildSurvey> {
  const { fck, options } = session;
  const { name, paths } = fck.project;
  const hosts = await fck.hosts();
  const survey = async (host: Host) => {
    const remote = session.remoteOf(host);
    const [entries, { builds }] = await Promise.all([
      entriesInBuilds(remote, paths),
      // A state file that cannot be read fails the work on its host, where it is needed.
      hostStateOf(remote, paths)
        .read()
        .catch(() => ({ builds: {} })),
    ]);
    return { numbers: entries.map((entry) => buildNumber(name, entry.name) ?? 0), builds };
  };
  const outcomes = await onEach(hosts, fck.parallel, (host) =>
    session.run.profiler.measure(host, 'survey', () => survey(host)),
  );
  options.signal.throwIfAborted();
  for (const outcome of outcomes) {
    if (!outcome.ok) {
      const text = `Its builds were not counted for the next number: ${messageOf(outcome.error)}`;
      fck.emit({ type: 'note', level: 'warn', host: outcome.item.name, text });
    }
  }
  const found = resultsOf(outcomes);
  return {
    highestNumber: Math.max(0, ...found.flatMap(({ numbers }) => numbers)),
    rejected: rejectedBuilds(found),
  };
}
