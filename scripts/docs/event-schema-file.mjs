// The JSON Schema of events, which @fck/core contains as a file.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../prepare.mjs';

export async function eventSchemaFile() {
  const { eventsJsonSchema } = await import(pathToFileURL(join(root, 'packages/core/dist/host.js')).href);
  return `${JSON.stringify(eventsJsonSchema(), undefined, 2)}\n`;
}
