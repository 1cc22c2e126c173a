import { undoEntries } from '../../activation/transaction/undo-entries.js';
import type { Host } from '../../api/host.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';
import type { RecordedUndo } from '../undo-log.js';

/** Undoes what the phases of a failed run have recorded, the last phase first. A failed undo is shown, and does not stop the others. */
export async function undoPhases(session: Session): Promise<void> {
  const recorded = session.run.undoLog.take();
  const phases = [...new Set(recorded.map(({ phase }) => phase))].reverse();
  for (const phase of phases)
    await undoPhase(
      session.withoutInterruption(),
      phase,
      recorded.filter((undo) => undo.phase === phase),
    );
}

async function undoPhase(session: Session, phase: string, recorded: readonly RecordedUndo[]): Promise<void> {
  const entriesOf = (host: Host) => recorded.filter((undo) => undo.host === host).map(({ entry }) => entry);
  const hosts = [...new Set(recorded.map(({ host }) => host))].reverse();
  // A failed undo is shown; the run ends with the original failure.
  await runPhase(
    session,
    'undo',
    hosts,
    async (host) => {
      const left = await undoEntries(session.contextOf(host, 'undo'), entriesOf(host), { switched: false });
      return left.length === 0
        ? `${phase} is undone`
        : `${phase} is not undone completely: ${left.map(({ step }) => step).join(', ')}`;
    },
    { about: phase },
  ).catch(() => undefined);
  session.fck.emit({ type: 'task:undone', task: phase });
}
