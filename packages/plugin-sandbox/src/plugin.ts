import { definePlugin } from '@fck/core';
import { registerCommands } from './commands.js';
import { provideHosts } from './provider.js';
import { sandboxSection } from './sections.js';

/** Throwaway hosts on this machine: `sandbox: {count: 2}` in a role, and `fck sandbox up|list|images|down`. */
export default definePlugin({
  name: 'sandbox',
  apply(fck) {
    const section = sandboxSection(fck);
    provideHosts(fck, section);
    registerCommands(fck, section);
  },
});
