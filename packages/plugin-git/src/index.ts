import { definePlugin } from '@fck/core';
import { gitSources } from './git-sources.js';
import { provisionGit } from './provision.js';
import { registerSections } from './sections.js';
import { validateGit } from './validation.js';

/** Code from git: keys and pinned host keys on the hosts, clones, and repositories sent from this machine. */
export default definePlugin({
  name: 'git',
  apply(fck) {
    const sections = registerSections(fck);
    fck.sources.register('git', gitSources(sections));
    fck.hooks.validate.tapPromise('git', async (validation) =>
      validateGit(validation, sections, { hasRepositories: !(await fck.onlyHost()) }),
    );
    fck.hooks.provision.tapPromise('git', (context) => provisionGit(context, sections));
  },
});
