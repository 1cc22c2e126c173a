import type { HostContext, UndoCircumstances, UndoEntry } from '../../api/contexts.js';
import { messageWithDetail } from '../../errors/fck-error.js';
import { mustWaitFor } from './undo-steps.js';

/**
 * Runs undo entries, last first. A failed one is reported and does not stop the others, but an instance to which a
 * proxy still sends visitors is kept.
 *
 * @param undo in the order in which the steps were done
 * @returns those that could not be undone, in the same order
 */
export async function undoEntries(
  context: HostContext,
  undo: readonly UndoEntry[],
  circumstances: UndoCircumstances,
): Promise<UndoEntry[]> {
  const left: UndoEntry[] = [];
  for (const entry of [...undo].reverse()) {
    if (mustWaitFor(left, entry)) {
      left.unshift(entry);
      continue;
    }
    try {
      await context.fck.undoSteps.get(entry.step)(context, entry.data, circumstances);
    } catch (thrown) {
      context.warn(`could not undo "${entry.step}": ${messageWithDetail(thrown)}`);
      left.unshift(entry);
    }
  }
  return left;
}
