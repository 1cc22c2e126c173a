// The tables of docs/architecture.md that are generated; the rest of the page is written by hand.
import { layers } from '../layers.mjs';
import { hookRows } from './hooks.mjs';
import { table } from './table.mjs';

const END = '\n\n<!-- End of the generated table -->';

/** The page with its tables of hooks and of layers. */
export function architecturePage(page, hooks) {
  const withHooks = withTable(
    page,
    'packages/core/src/api/hooks.ts',
    table(['hook', 'tapable type', 'fires', 'tap of core'], hookRows(hooks)),
  );
  return withTable(withHooks, 'scripts/layers.mjs', table(['layer', 'content'], layers.core.map(layerRow)));
}

function layerRow({ names, about }) {
  const shown = names.map((name) =>
    name === '*' ? 'other files' : `\`${name.includes('.') ? name : `${name}/`}\``,
  );
  return [shown.join(' '), about];
}

function withTable(page, source, text) {
  const begin = `<!-- Generated from ${source} -->\n\n`;
  const [before, rest] = page.split(begin);
  const end = rest?.indexOf(END) ?? -1;
  if (end === -1) throw new Error(`docs/architecture.md has no table that is generated from ${source}`);
  return `${before}${begin}${text}${rest.slice(end)}`;
}
