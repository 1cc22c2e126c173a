import type { Fck } from '@fck/core';
import { copyFromSchema } from '../schemas.js';
import type { StoreCopies } from './copy-through-store.js';

/**
 * After an activation or a rollback on all hosts, records the build in the store that the role copies through: machines that set
 * themselves up get this build, and it is never pruned there. A machine that sets itself up records nothing.
 */
export function noteWhatServes(fck: Fck, copies: StoreCopies): void {
  fck.hooks.activate.tapPromise({ name: 'distribute', stage: 100 }, async (context) => {
    const via = copyFromSchema.safeParse(context.role.values.get('build.copy_from')).data?.via;
    if (via === undefined || (await fck.onlyHost())) return;
    context.finish(`note in ${via} that it serves`, async () => {
      try {
        await copies.noteServing(context, via, context.build);
      } catch (thrown) {
        // The activation then counts as incomplete, so that the next one is not skipped.
        context.warn(`New machines still deploy the build before ${context.build.name}.`);
        throw thrown;
      }
    });
  });
}
