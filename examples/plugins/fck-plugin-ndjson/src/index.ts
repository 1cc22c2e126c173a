import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { definePlugin } from '@fck/core';
import { z } from 'zod';

/** Appends every event of every run to a file, one JSON document per line. Core removes secrets from events. */
export default definePlugin({
  name: 'ndjson',
  schema: z.strictObject({
    /** Relative to the configuration. */
    file: z.string().min(1).default('.fck/events.ndjson'),
  }),
  apply(fck, { file }) {
    let path: string | undefined;
    fck.hooks.event.tap('ndjson', (event) => {
      if (path === undefined) {
        // The path of the configuration is known only after all plugins are applied.
        path = resolve(fck.project.directory, file);
        mkdirSync(dirname(path), { recursive: true });
      }
      appendFileSync(path, `${JSON.stringify(event)}\n`);
    });
  },
});
