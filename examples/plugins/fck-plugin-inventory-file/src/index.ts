import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { definePlugin } from '@fck/core';
import { z } from 'zod';
import { inventoryUnreadable } from './errors.js';
import { hostsIn } from './hosts.js';

/** Reads the hosts of roles from a JSON file, for example of another tool. */
export default definePlugin({
  name: 'inventory-file',
  schema: z.strictObject({
    /** Relative to the configuration. */
    file: z.string().min(1).default('hosts.json'),
  }),
  apply(fck, { file }) {
    fck.hooks.inventory.tapPromise('inventory-file', async (hosts, { project, role }) => {
      const path = resolve(project.directory, file);
      const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
        throw inventoryUnreadable(path, thrown);
      });
      return [...hosts, ...hostsIn(text, path, role)];
    });
  },
});
