import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { definePlugin } from '@fck/core';
import { z } from 'zod';

/** Appends every event of every run to a file, one JSON document a line. Events come with secrets removed. */
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
        // Where the configuration stands is known only once all plugins were applied.
        path = resolve(fck.project.directory, file);
        mkdirSync(dirname(path), { recursive: true });
      }
      appendFileSync(path, `${JSON.stringify(event)}\n`);
    });
  },
});
