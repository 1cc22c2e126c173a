import { isDeepStrictEqual } from 'node:util';
import {
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Edited, ListedPlugin } from './edited.js';

/**
 * Adds a plugin to the list in a YAML or JSON file. Only inserts text: everything else, comments included, stays byte for byte
 * the same.
 *
 * @param path the keys that lead to the configuration: `['fck']` in a package.json
 */
export function addToYaml(
  text: string,
  added: ListedPlugin,
  options: { readonly json: boolean; readonly path: readonly string[] },
): Edited {
  const config = configIn(text, options.path);
  if (!config) return { kind: 'unclear' };
  const source: Source = {
    text,
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
    write: (name) => (options.json ? JSON.stringify(name) : stringify(name).trim()),
    writeKey: options.json ? '"plugins"' : 'plugins',
  };
  const pair = config.items.find(({ key }) => isScalar(key) && key.value === 'plugins');
  const list = pair?.value;
  if (list && !isSeq(list) && !(isScalar(list) && list.value === null)) return { kind: 'unclear' };
  if (isSeq(list) && namesIn(list).includes(added.entry)) return { kind: 'present' };
  const edited = isSeq(list)
    ? appended(list, added.entry, source)
    : listed(config, pair, [...added.before, added.entry], source);
  return edited !== undefined && isAsMeant(edited, text, added, options.path)
    ? { kind: 'edited', text: edited }
    : { kind: 'unclear' };
}

interface Source {
  readonly text: string;
  readonly lineEnd: string;
  readonly writeKey: string;
  write(name: string): string;
}

function configIn(text: string, path: readonly string[]): YAMLMap | undefined {
  const document = parseDocument(text, { logLevel: 'error' });
  const found = path.length === 0 ? document.contents : document.getIn(path, true);
  return document.errors.length === 0 && isMap(found) ? found : undefined;
}

/** Entries of the list: names without or with options. */
function namesIn(list: YAMLSeq): unknown[] {
  return list.items.map((item) => {
    const first = isSeq(item) ? item.items[0] : isMap(item) ? item.items[0]?.key : item;
    return isScalar(first) ? first.value : undefined;
  });
}

function appended(list: YAMLSeq, name: string, source: Source): string | undefined {
  const { text } = source;
  const start = list.range?.[0];
  if (start === undefined) return undefined;
  const last = rangeOf(list.items.at(-1));
  if (!list.flow) {
    if (!last) return undefined;
    const indent = text.slice(lineStart(text, start), start);
    return insert(
      text,
      lineEnd(text, trimmedEnd(text, last[1])),
      `${source.lineEnd}${indent}- ${source.write(name)}`,
    );
  }
  if (!last) return insert(text, start + 1, source.write(name));
  const before = text.slice(lineStart(text, last[0]), last[0]);
  const separator = before.trim() === '' ? `,${source.lineEnd}${before}` : ', ';
  return insert(text, last[1], `${separator}${source.write(name)}`);
}

/** Adds a list to a file without one, after the name of the project. */
function listed(
  config: YAMLMap,
  empty: Pair | undefined,
  names: readonly string[],
  source: Source,
): string | undefined {
  const { text } = source;
  const flow = `[${names.map(source.write).join(', ')}]`;
  const block = names.map((name) => `${source.lineEnd}  - ${source.write(name)}`).join('');
  const emptyKey = rangeOf(empty?.key);
  if (empty) return config.flow || !emptyKey ? undefined : insert(text, lineEnd(text, emptyKey[1]), block);
  const name = config.items.find(({ key }) => isScalar(key) && key.value === 'name');
  const [key, value] = [rangeOf(name?.key), rangeOf(name?.value)];
  if (!key || !value) return undefined;
  const indent = text.slice(lineStart(text, key[0]), key[0]);
  if (!config.flow)
    return insert(text, lineEnd(text, value[1]), `${source.lineEnd}${indent}plugins:${block}`);
  const separator = indent.trim() === '' && indent !== '' ? `,${source.lineEnd}${indent}` : ', ';
  return insert(text, value[1], `${separator}${source.writeKey}: ${flow}`);
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return undefined;
  const [start, end]: unknown[] = node.range;
  return typeof start === 'number' && typeof end === 'number' ? [start, end] : undefined;
}

/** Whether the file is unchanged except for the plugin at the end of the list. */
function isAsMeant(after: string, before: string, added: ListedPlugin, path: readonly string[]): boolean {
  const [now, then] = [configIn(after, path)?.toJSON(), configIn(before, path)?.toJSON()];
  const expected = [...(then?.plugins ?? added.before), added.entry];
  return now !== undefined && isDeepStrictEqual(now, { ...then, plugins: expected });
}

function insert(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** The range of a block extends to the next one. */
function trimmedEnd(text: string, at: number): number {
  return text.slice(0, at).trimEnd().length;
}
