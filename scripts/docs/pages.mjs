import { root } from '../prepare.mjs';
import { errorsPage } from './errors-page.mjs';
import { officialFck } from './official-fck.mjs';
import { referencePage } from './reference-page.mjs';
import { systemsPage } from './systems-page.mjs';
import { toolsPage } from './tools-page.mjs';

/** The generated pages: path and text. */
export async function generatedPages() {
  return [
    ['docs/tools.md', await toolsPage(await officialFck())],
    ['docs/systems.md', systemsPage(root)],
    ['docs/errors.md', await errorsPage()],
    ['docs/plugins/reference.md', await referencePage(await officialFck())],
  ];
}
