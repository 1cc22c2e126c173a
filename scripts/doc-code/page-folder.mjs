// Writes the blocks of each page as the files of a project: blocks with a name can be imported and configured by others.
// Every file begins with as many empty lines as there are lines above the block, so that its line numbers are those of the page.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../prepare.mjs';

/** Contains a folder for each page. */
export const work = join(root, 'dist/doc-code');

const CODE = new Set(['ts', 'js', 'json', 'yaml', 'toml', 'python']);
const pages = new Map();

/** Starts with an empty folder: the files of an earlier check are removed. */
export function emptyWork() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
}

/**
 * Writes the blocks of a page that are files.
 *
 * @returns {{folder: string, files: {block: import('./blocks.mjs').Block, path: string}[], problems: string[]}}
 */
export function writePage(page, blocks) {
  const folder = join(work, page.replaceAll(/[^\w-]+/g, '_'));
  mkdirSync(folder);
  pages.set(folder, page);
  write(folder, 'package.json', '{ "type": "module", "private": true }\n');
  linkNeighbours(page, folder);
  const problems = [];
  const files = blocks
    .filter(({ language }) => CODE.has(language))
    .map((block) => {
      const name = block.name ?? `line-${block.line}${extension(block)}`;
      const path = join(folder, name);
      if (block.name !== undefined && block.name !== 'package.json' && existsSync(path))
        problems.push(`${placeOf(block)}: ${name} is on this page twice`);
      write(folder, name, contentOf(block));
      return { block, path };
    });
  return { folder, files, problems };
}

/** Writes a file into a page's folder, and the folders that it needs. */
export function write(folder, name, text) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** `docs/plugins/tool.md:12` */
export function placeOf({ page, line }) {
  return `${page}:${line}`;
}

/** Replaces the paths of pages' files in a text by their pages. */
export function inPages(text) {
  let said = text;
  for (const [folder, page] of pages)
    for (const prefix of [folder, relative(root, folder), relative(work, folder)])
      said = said.replaceAll(new RegExp(`(?<![\\w/-])${prefix.replaceAll('.', '\\.')}/[\\w./-]+`, 'g'), page);
  return said;
}

/** The examples name each other by path. */
function linkNeighbours(page, folder) {
  if (!page.startsWith('examples/plugins/')) return;
  for (const from of new Set(['examples/plugins', dirname(page)]))
    for (const name of readdirSync(join(root, from)))
      if (/^fck-|^[a-z]+\.ts$/.test(name)) symlinkSync(join(root, from, name), join(folder, name));
}

function extension({ language, text }) {
  if (language !== 'js') return `.${language}`;
  return isCommonJs(text) ? '.cjs' : '.mjs';
}

function isCommonJs(text) {
  return /\bmodule\.exports\b|\brequire\(/.test(text);
}

function contentOf({ language, fragment, line, text }) {
  const above = line - 1;
  if (fragment === undefined || !['ts', 'js'].includes(language)) {
    // JSON has no comments and no use for empty lines; nothing reports its lines.
    return language === 'json' ? text : '\n'.repeat(above) + text;
  }
  // Only its syntax is checked, since the rest of its file does not exist.
  const inside = /^(import|export) /m.test(text) ? ['', ''] : [`async function fragment${line}() {`, '}\n'];
  return `// @ts-nocheck\n${'\n'.repeat(Math.max(0, above - 2))}${inside[0]}\n${text}${inside[1]}`;
}
