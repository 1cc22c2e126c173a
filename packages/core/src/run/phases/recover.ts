import { type Course, courseOf } from '../../activation/transaction/recovery.js';
import { TransactionFile, transactionPath } from '../../activation/transaction/transaction-file.js';
import type { TransactionRecord } from '../../activation/transaction/transaction-record.js';
import { undoEntries } from '../../activation/transaction/undo-entries.js';
import type { HostContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import { withStatusesOfCommit } from '../../build/build-status.js';
import { activationErrors } from '../../errors/activation.js';
import { type Outcome, onEach } from '../../rollout.js';
import { servingOf, withServing } from '../../state/serving.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';
import { type Survey, surveyHosts } from './survey.js';

/** A host with an unfinished activation, and the direction in which it ends. */
interface Leftover {
  readonly host: Host;
  readonly record: TransactionRecord;
  readonly course: Course;
}

/**
 * Surveys hosts, and ends activations that earlier runs left unfinished: forward if the new build was verified
 * everywhere, else back to the build that served before.
 *
 * @returns the builds and states of the hosts afterwards
 * @throws FckError `UNDO_UNKNOWN`, `UNDO_FAILED`
 */
export async function surveyRecovered(
  session: Session,
  hosts: readonly Host[],
): Promise<Outcome<Host, Survey>[]> {
  const surveys = await surveyHosts(session, hosts);
  const leftovers = await leftoversIn(session, surveys);
  if (leftovers.length === 0) return surveys;
  for (const leftover of leftovers) expectKnownSteps(session, leftover);
  const inOrder = [...leftovers].reverse();
  await runPhase(
    session.withoutInterruption(),
    'recover',
    inOrder.map(({ host }) => host),
    async (host) => {
      const leftover = leftovers.find((one) => one.host === host);
      return leftover && recover(session.withoutInterruption().contextOf(host, 'recover'), leftover);
    },
  );
  return surveyHosts(session, hosts);
}

async function leftoversIn(session: Session, surveys: readonly Outcome<Host, Survey>[]): Promise<Leftover[]> {
  const found = surveys.flatMap(({ item: host, ...outcome }) =>
    outcome.ok && outcome.result.unfinished ? [{ host, record: outcome.result.unfinished }] : [],
  );
  if (found.length === 0) return [];
  const asked = new Set(surveys.map(({ item }) => item));
  const records = [...found.map(({ record }) => record), ...(await recordsElsewhere(session, found, asked))];
  return found.map(({ host, record }) => ({ host, record, course: courseOf(record, records) }));
}

/**
 * The records of hosts that took part in those runs and were not chosen now. They are only read: other users may work
 * there.
 */
async function recordsElsewhere(
  session: Session,
  found: readonly { record: TransactionRecord }[],
  asked: ReadonlySet<Host>,
): Promise<(TransactionRecord | undefined)[]> {
  const { fck } = session;
  const named = found.flatMap(({ record }) => record.hosts);
  const others = (await fck.hosts()).filter(
    ({ name, role }) =>
      named.some((one) => one.host === name && one.role === role) &&
      ![...asked].some((one) => one.name === name && one.role === role),
  );
  const outcomes = await onEach(others, fck.parallel, (host) =>
    new TransactionFile(session.remoteOf(host), fck.project.paths, host.role).read(),
  );
  return outcomes.map((outcome) => (outcome.ok ? outcome.result : undefined));
}

/** Reports an undo step of a plugin that is no longer loaded before anything is undone. */
function expectKnownSteps({ fck }: Session, { host, record, course }: Leftover): void {
  if (course === 'forward') return;
  const unknown = record.undo.find(({ step }) => !fck.undoSteps.has(step));
  if (!unknown) return;
  const path = transactionPath(fck.project.paths, host.role);
  throw activationErrors.undoUnknown(host.name, record.run, unknown.step, path);
}

async function recover(context: HostContext, { record, course }: Leftover): Promise<string> {
  const { remote, paths, role, state } = context;
  const file = new TransactionFile(remote, paths, role.name);
  if (course === 'forward') {
    // The finishing work of that run may not be done: the next activation does it, also of the same build.
    await state.update((data) =>
      withServing(withStatusesOfCommit(data, record), role.name, (serving) => ({
        ...serving,
        incomplete: true,
      })),
    );
    await file.remove();
    return `the activation of ${record.build} is finished`;
  }
  const left = await undoEntries(context, record.undo, { switched: record.phase !== 'preparing' });
  if (left.length > 0) {
    await file.write({ ...record, undo: left });
    throw activationErrors.undoFailed(
      context.host.name,
      record.build,
      left.map(({ step }) => step),
    );
  }
  await file.remove();
  const { active } = servingOf(await state.read(), role.name);
  return `the activation of ${record.build} is undone: ${active === undefined ? 'nothing serves' : `${active} serves`}`;
}
