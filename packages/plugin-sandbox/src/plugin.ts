import { definePlugin } from '@fck/core';
import { registerCommands } from './commands.js';
import { provideHosts } from './provider.js';
import { registerSections } from './sections.js';

/** Throwaway hosts on this machine: `sandbox: {count: 2}` in a role, and `fck sandbox up|list|down`. */
export default definePlugin({
  name: 'sandbox',
  apply(fck) {
    const sections = registerSections(fck);
    provideHosts(fck, sections);
    registerCommands(fck, sections);
  },
});
