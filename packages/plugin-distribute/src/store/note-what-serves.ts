import type { Fck } from '@fck/core';
import { copyFromSchema } from '../schemas.js';
import type { StoreCopies } from './copy-through-store.js';

/**
 * Once a build serves everywhere, by an activation or a roll-back, notes it in the store that the role copies through: machines
 * that bring themselves up get this one, and it is never pruned there. A machine that brings itself up notes nothing.
 */
export function noteWhatServes(fck: Fck, copies: StoreCopies): void {
  fck.hooks.activate.tapPromise({ name: 'distribute', stage: 100 }, async (context) => {
    const via = copyFromSchema.safeParse(context.role.values.get('build.copy_from')).data?.via;
    if (via === undefined || (await fck.onlyHost())) return;
    context.finish(`note in ${via} that it serves`, async () => {
      try {
        await copies.noteServing(context, via, context.build);
      } catch (thrown) {
        // The activation is incomplete then: the next one has something to do.
        context.warn(`New machines still bring themselves to the build before ${context.build.name}.`);
        throw thrown;
      }
    });
  });
}
