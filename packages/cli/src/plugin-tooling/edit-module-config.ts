import type { Edited } from './edited.js';
import { type Bracketed, findArrays } from './find-arrays.js';

/**
 * Adds a plugin to the one `plugins: […]` of a TypeScript or JavaScript file. A file that has none, or several, is left to
 * its author.
 */
export function addToModule(text: string, entry: string): Edited {
  const [list, another] = findArrays(text, 'plugins');
  if (!list || another) return { kind: 'unclear' };
  if (list.strings.includes(entry)) return { kind: 'present' };
  return { kind: 'edited', text: withElement(text, list, quoted(entry, text)) };
}

function withElement(text: string, list: Bracketed, element: string): string {
  const { open, close, lastEnd } = list;
  if (lastEnd === undefined) return text.slice(0, open + 1) + element + text.slice(open + 1);
  const hasComma = text[lastEnd - 1] === ',';
  const closingLine = text.lastIndexOf('\n', close) + 1;
  const closesAlone = closingLine > lastEnd && text.slice(closingLine, close).trim() === '';
  if (!closesAlone) return text.slice(0, lastEnd) + (hasComma ? ' ' : ', ') + element + text.slice(lastEnd);
  // Comments behind the last element stay with it.
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const line = `${indentOf(text, list)}${element},${lineEnd}`;
  return `${text.slice(0, lastEnd)}${hasComma ? '' : ','}${text.slice(lastEnd, closingLine)}${line}${text.slice(closingLine)}`;
}

/** The white space before the last element that begins a line; else two more than the closing bracket has. */
function indentOf(text: string, { open, close, lastEnd }: Bracketed): string {
  const lines = text
    .slice(open + 1, lastEnd)
    .split('\n')
    .slice(1);
  const written = lines.map((line) => /^([ \t]+)\S/.exec(line)?.[1]).find((indent) => indent !== undefined);
  return written ?? `${/[ \t]*$/.exec(text.slice(0, close))?.[0] ?? ''}  `;
}

function quoted(entry: string, text: string): string {
  const count = (mark: string) => text.split(mark).length;
  const json = JSON.stringify(entry);
  return count('"') > count("'") ? json : `'${json.slice(1, -1).replaceAll("'", "\\'")}'`;
}
