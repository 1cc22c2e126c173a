import { z } from 'zod';
import type { Fck } from '../fck.js';
import type { ServingRecord } from '../state/host-state.js';
import { withServing } from './serving.js';

const stopInstance = z.object({ manager: z.string(), id: z.string() });
const restoreFront = z.object({ front: z.string(), site: z.string(), remembered: z.unknown() });
const restoreServing = z.object({
  role: z.string(),
  record: z.custom<ServingRecord>((value) => typeof value === 'object' && value !== null),
});

/** How core takes back what its own tap of `activate` does. */
export function registerUndoSteps(fck: Fck): void {
  fck.undoSteps.register('core.stop-instance', async (context, data) => {
    const { manager, id } = stopInstance.parse(data);
    await context.step(`stop ${id} again`, () => fck.processManagers.get(manager).stop(context, id));
  });
  fck.undoSteps.register('core.restore-front', async (context, data) => {
    const { front, site, remembered } = restoreFront.parse(data);
    await context.step(`${front} serves as before`, () =>
      fck.fronts.get(front).restore(context, site, remembered),
    );
  });
  fck.undoSteps.register('core.restore-serving', async (context, data) => {
    const { role, record } = restoreServing.parse(data);
    await context.state.update((state) => withServing(state, role, () => record));
  });
}
