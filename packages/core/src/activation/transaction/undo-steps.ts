import { z } from 'zod';
import type { Fck } from '../../api/container.js';
import type { HostContext, UndoEntry } from '../../api/contexts.js';
import type { ServingRecord } from '../../api/host-state.js';
import { once } from '../../once.js';
import { withServing } from '../../state/serving.js';
import { removeRuntimeFolders } from '../services/runtime-folders.js';

const stopInstance = once(() =>
  z.object({ manager: z.string(), id: z.string(), runtimeFolder: z.boolean().optional() }),
);
const managed = once(() => z.array(z.object({ manager: z.string(), id: z.string() })));
const undoChangeOver = once(() => z.object({ stop: managed(), resume: managed() }));
const undoSwitchData = once(() => z.object({ proxy: z.string(), site: z.string(), remembered: z.unknown() }));
const undoServingData = once(() =>
  z.object({
    role: z.string(),
    record: z.custom<ServingRecord>((value) => typeof value === 'object' && value !== null),
  }),
);

/** Requests that the new build is answering may finish before it is stopped. */
async function letRequestsEnd(context: HostContext, ended: () => Promise<boolean>): Promise<void> {
  const within = context.fck.coreSections.drain.of(context.role) ?? 30;
  await context.remote
    .expect('the last requests to the new build to end', ended, { within })
    .catch(() => context.warn('Requests to the new build were cut off.'));
}

/**
 * Whether a step can be undone only after the ones that are left: an instance is not stopped while a proxy may still
 * use it, and workers stay with the site.
 */
export function mustWaitFor(left: readonly UndoEntry[], { step }: UndoEntry): boolean {
  const endsInstances = step === 'core.stop-instance' || step === 'core.undo-change-over';
  return endsInstances && left.some((entry) => entry.step === 'core.undo-switch');
}

/** Undo handlers of core's own tap of `activate`. */
export function registerUndoSteps(fck: Fck): void {
  fck.undoSteps.register('core.stop-instance', async (context, data, { switched }) => {
    const { manager, id, runtimeFolder } = stopInstance().parse(data);
    await context.step(`stop ${id} again`, async () => {
      await fck.processManagers.get(manager).stop(context, id, { atOnce: !switched });
      if (runtimeFolder) await removeRuntimeFolders(context, [id]);
    });
  });
  fck.undoSteps.register('core.undo-change-over', async (context, data) => {
    const { stop, resume } = undoChangeOver().parse(data);
    await context.step('services that must not overlap change back', async () => {
      // A failure here leaves the old ones paused: two must never run, and the next run tries again.
      await Promise.all(stop.map(({ manager, id }) => fck.processManagers.get(manager).stop(context, id)));
      await Promise.all(
        resume.map(({ manager, id }) => fck.processManagers.get(manager).resume?.(context, id)),
      );
    });
  });
  fck.undoSteps.register('core.undo-switch', async (context, data) => {
    const { proxy: name, site, remembered } = undoSwitchData().parse(data);
    const proxy = fck.proxies.get(name);
    const mark = await proxy.workMark(context.remote);
    await context.step(`${name} serves as before`, () => proxy.undoSwitch(context, site, remembered));
    await letRequestsEnd(context, () => proxy.drained(context.remote, mark));
  });
  fck.undoSteps.register('core.undo-serving', async (context, data) => {
    const { role, record } = undoServingData().parse(data);
    await context.state.update((state) => withServing(state, role, () => record));
  });
}
