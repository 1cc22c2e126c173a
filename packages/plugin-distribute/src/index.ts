import { definePlugin } from '@fck/core';
import { provisionAccess } from './access-steps.js';
import { Preparations } from './copy/preparations.js';
import { copyFrom } from './copy-from.js';
import { registerSections } from './sections.js';
import { sshDistributor } from './ssh-distributor.js';
import { StoreCopies } from './store/copy-through-store.js';
import { noteWhatServes } from './store/note-what-serves.js';
import { planPruning } from './store/plan-pruning.js';
import { validateCopies, validateRoles } from './validation.js';

/** Copies builds from host to host: `copy_from`, and the keys and permissions with which hosts fetch from each other. */
export default definePlugin({
  name: 'distribute',
  apply(fck) {
    const sections = registerSections(fck);
    const preparations = new Preparations();
    const copies = new StoreCopies(preparations);
    fck.builders.register('copy_from', copyFrom(copies));
    noteWhatServes(fck, copies);
    planPruning(fck);
    fck.distributors.register('ssh', sshDistributor(preparations));
    fck.hooks.validate.tap('distribute', (validation) => {
      validateRoles(validation, sections);
      validateCopies(validation, fck);
    });
    fck.hooks.provision.tapPromise('distribute', (context) => provisionAccess(context, sections));
  },
});
