import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';
import { architecturePage } from './architecture-page.mjs';
import { errorsPage } from './errors-page.mjs';
import { eventSchemaFile } from './event-schema-file.mjs';
import { hookDocumentation } from './hooks.mjs';
import { officialFck } from './official-fck.mjs';
import { referencePage } from './reference-page.mjs';
import { systemsPage } from './systems-page.mjs';
import { toolsPage } from './tools-page.mjs';

/** The generated pages: path and text. */
export async function generatedPages() {
  const { hooks } = await officialFck();
  const architecture = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  return [
    ['packages/core/hook-documentation.json', `${JSON.stringify(hookDocumentation(hooks), undefined, 2)}\n`],
    ['packages/core/events.schema.json', await eventSchemaFile()],
    ['docs/architecture.md', architecturePage(architecture, hooks)],
    ['docs/tools.md', await toolsPage(await officialFck())],
    ['docs/systems.md', systemsPage(root)],
    ['docs/errors.md', await errorsPage()],
    ['docs/plugins/reference.md', await referencePage(await officialFck())],
  ];
}
