import type { HostContext } from '../api/contexts.js';
import type { Host } from '../api/host.js';
import type { Selection } from '../api/selection.js';
import { type Outcome, onEach, resultsOf } from '../rollout.js';
import type { Session } from './session.js';

/**
 * Asks every chosen host something, in parallel. A failure on one host does not stop the others.
 *
 * @param what is asked, as the profile names it
 */
export async function askHosts<T>(
  session: Session,
  selection: Selection,
  what: string,
  ask: (context: HostContext) => Promise<T>,
): Promise<Outcome<Host, T>[]> {
  const { fck, run } = session;
  const hosts = await fck.hosts(selection);
  run.choose(hosts);
  return onEach(hosts, fck.parallel, (host) =>
    run.profiler.measure(host, what, () => ask(session.contextOf(host, what))),
  );
}

/**
 * The answers of those chosen hosts that could give one.
 *
 * @param what is asked, as the profile names it
 * @throws the failure of a host, if none could answer
 */
export async function answersOfHosts<T>(
  session: Session,
  selection: Selection,
  what: string,
  ask: (context: HostContext) => Promise<T>,
): Promise<T[]> {
  const outcomes = await askHosts(session, selection, what, ask);
  const answers = resultsOf(outcomes);
  const failed = outcomes.find((outcome) => !outcome.ok);
  if (answers.length === 0 && failed && !failed.ok) throw failed.error;
  return answers;
}
