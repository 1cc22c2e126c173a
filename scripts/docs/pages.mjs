import { spawnSync } from 'node:child_process';
import { root } from '../prepare.mjs';
import { errorsPage } from './errors-page.mjs';
import { officialFck } from './official-fck.mjs';
import { toolsPage } from './tools-page.mjs';

/** The generated pages: path and text, formatted as Biome wants it. */
export async function generatedPages() {
  const pages = [
    ['docs/tools.md', await toolsPage(await officialFck())],
    ['docs/errors.md', await errorsPage()],
  ];
  return pages.map(([file, text]) => [file, formatted(file, text)]);
}

function formatted(file, text) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/@biomejs/biome/bin/biome', 'format', `--stdin-file-path=${file}`],
    { cwd: root, input: text, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`Biome could not format ${file}: ${stderr}`);
  return stdout;
}
