// The code blocks of a Markdown page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';

/**
 * @typedef {object} Block
 * @property {string} page path of the Markdown file
 * @property {number} line of the first line of code
 * @property {string} language first word after the fence; empty for an indented block and for a fence without a word
 * @property {string | undefined} name name of the block's file: the second word, as in "ts smoke.ts"
 * @property {string | undefined} fragment why it is incomplete, as in "ts fragment: continues smoke.ts"
 * @property {string} text
 */

const FENCE = /^(?<indent> *)(?<marks>`{3,})(?<info>.*)$/;

/** @returns {Block[]} the blocks of a page, in order */
export function blocksOf(page) {
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  const blocks = [];
  for (let at = 0; at < lines.length; at += 1) {
    const { indent, marks, info } = FENCE.exec(lines[at])?.groups ?? {};
    if (marks !== undefined) {
      const end = lines.findIndex((line, index) => index > at && line.trim() === marks);
      if (end === -1) throw new Error(`${page}:${at + 1} opens a block of code that is never closed`);
      const code = lines.slice(at + 1, end).map((line) => line.slice(Math.min(indent.length, line.length)));
      blocks.push({ page, line: at + 2, ...readInfo(info.trim()), text: `${code.join('\n')}\n` });
      at = end;
    } else if (lines[at].startsWith('    ') && (lines[at - 1] ?? '') === '') {
      const length = lines.slice(at).findIndex((line) => line !== '' && !line.startsWith('    '));
      const end = length === -1 ? lines.length : at + length;
      blocks.push({ page, line: at + 1, ...readInfo(''), text: lines.slice(at, end).join('\n') });
      at = end - 1;
    }
  }
  return blocks;
}

function readInfo(info) {
  const [, language = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(info) ?? [];
  const fragment = /^fragment: (.+)$/.exec(rest)?.[1];
  return { language, name: fragment === undefined && rest !== '' ? rest : undefined, fragment };
}
