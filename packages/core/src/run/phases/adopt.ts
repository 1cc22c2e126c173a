import { isEmpty } from '../../adoption/look.js';
import type { Host } from '../../api/host.js';
import { rejectedBuilds } from '../../build/build-status.js';
import { resultsOf } from '../../rollout.js';
import { claimsOnHosts } from '../adoption.js';
import type { Session } from '../session.js';
import { hostsThatActivate, newestBuild, noteNothing } from './activate.js';
import { FleetActivation } from './fleet-activation.js';
import { surveyRecovered } from './recover.js';
import type { Survey } from './survey.js';

/**
 * Activates the newest build in place of what fabcloudkit runs and serves, on all hosts that have such services or
 * sites, as one transaction like every activation.
 */
export async function adopt(session: Session, hosts: readonly Host[]): Promise<void> {
  const serving = hostsThatActivate(session, hosts);
  if (serving.length === 0) return noteNothing(session, 'adopt');
  const surveys = await surveyRecovered(session, serving);
  const looks = await claimsOnHosts(session, serving);
  const takeOvers = new Map(
    looks.flatMap((look) =>
      look.ok && !isEmpty(look.result.takeOver) ? [[look.item, look.result.takeOver] as const] : [],
    ),
  );
  // A host that could not be surveyed fails when the work on it begins.
  const concerned = surveys.flatMap((survey) => {
    const look = looks.find(({ item }) => item === survey.item);
    if (look && !look.ok) return [look];
    return takeOvers.has(survey.item) ? [survey] : [];
  });
  if (concerned.length === 0) {
    const text = 'Nothing that fabcloudkit runs or serves is to be taken over.';
    return session.fck.emit({ type: 'note', level: 'info', text });
  }
  const rejected = rejectedBuilds(resultsOf(surveys).map(({ state }) => state));
  const choose = (survey: Survey) => ({ build: newestBuild(session, survey, rejected) });
  const takeOver = (host: Host) => takeOvers.get(host);
  await new FleetActivation(session, concerned, { choose, goOn: false, again: true, takeOver }).run();
}
