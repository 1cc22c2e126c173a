// Parses the compiler's declarations (.d.ts) of core. Their layout is always the same, so lines and indentation are enough.
import { readFileSync } from 'node:fs';
import { compiledFiles } from './compiled-files.mjs';

/**
 * @typedef {{about: string, tags: string[], example?: string}} Comment
 * @typedef {Comment & {signature: string}} Member
 * @typedef {Comment & {name: string, kind: string, head: string, text: string, members: Member[]}} Declaration
 */

let read;

/**
 * The declaration of an export of core.
 *
 * @returns {Declaration}
 * @throws Error if there is none: the reference names something that was removed
 */
export function declarationOf(name) {
  read ??= readAll();
  const found = read.get(name);
  if (!found) throw new Error(`@fck/core declares no ${name}: see scripts/docs/reference-page.mjs`);
  return found;
}

function readAll() {
  const files = compiledFiles('core', '.d.ts');
  const all = files.flatMap((file) => declarationsIn(readFileSync(file, 'utf8')));
  return new Map(all.map((declaration) => [declaration.name, declaration]));
}

const HEAD = /^(?:export )?(?:declare )?(?:abstract )?(?<kind>interface|class|type|function) (?<name>\w+)/;

function declarationsIn(text) {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const { kind, name } = HEAD.exec(line)?.groups ?? {};
    if (name === undefined) return [];
    const body = lines.slice(at, endOf(lines, at) + 1);
    const declared = body.join('\n').replace(/^(export )?(declare )?/, '');
    const members = kind === 'interface' || kind === 'class' ? membersOf(body.slice(1, -1)) : [];
    return [{ name, kind, head: line, text: declared, members, ...commentAbove(lines, at) }];
  });
}

/** The last line of the declaration that begins at a line. */
function endOf(lines, at) {
  let depth = 0;
  for (let index = at; index < lines.length; index += 1) {
    const line = lines[index].replaceAll(/=>/g, '');
    depth += (line.match(/[{([]/g) ?? []).length - (line.match(/[})\]]/g) ?? []).length;
    if (depth === 0 && /[;}]$/.test(line) && !/^ *\|/.test(lines[index + 1] ?? '')) return index;
  }
  return lines.length - 1;
}

function membersOf(lines) {
  const members = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!/^ {4}[\w[]/.test(lines[at])) continue;
    const end = endOf(lines, at);
    const signature = lines
      .slice(at, end + 1)
      .map((line) => line.trim())
      .join(' ')
      .replace(/;$/, '')
      .replaceAll('readonly ', '')
      .replace(/^get (\w+)\(\)/, '$1')
      .replace(/^(\w+\?:.*) \| undefined$/, '$1');
    if (!/^(constructor|private|protected)\b|^set |^\[/.test(signature))
      members.push({ signature, ...commentAbove(lines, at) });
    at = end;
  }
  return members;
}

/** The documentation comment that ends on the line above. */
function commentAbove(lines, at) {
  if (!/\*\/$/.test(lines[at - 1] ?? '')) return { about: '', tags: [] };
  let begin = at - 1;
  while (!lines[begin].trim().startsWith('/**')) begin -= 1;
  const text = lines
    .slice(begin, at)
    .map((line) =>
      line
        .trim()
        .replace(/\*\/$/, '')
        .replace(/^(\/\*\*|\*) ?/, '')
        .trimEnd(),
    )
    .join('\n')
    .replaceAll(/\{@link ([\w.]+)\}/g, '`$1`');
  const [about = '', ...tags] = text.split(/^@/m);
  return {
    about: about.trim(),
    tags: tags.map((tag) => tag.trim()).filter((tag) => !tag.startsWith('example')),
    example: tags
      .find((tag) => tag.startsWith('example'))
      ?.slice('example'.length)
      .trim(),
  };
}
