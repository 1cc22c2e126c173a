import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { configErrors } from '../errors/config.js';
import { messageOf, type Place } from '../errors/fck-error.js';
import { EnvReference } from './env.js';
import { asPyYaml } from './pyyaml.js';
import { isSecretReference, SecretReference } from './secret-reference.js';
import { yamlErrorInWords, yamlValueErrorInWords } from './yaml-words.js';

const envTag = {
  tag: '!env',
  resolve: (name: string) => new EnvReference(name.trim()),
  identify: (value: unknown) => value instanceof EnvReference,
};

const secretTags = (['file', 'command', 'secret'] as const).map((kind) => ({
  tag: `!${kind}`,
  resolve: (text: string) => new SecretReference(kind, text),
  identify: (value: unknown) => value instanceof SecretReference && value.kind === kind,
}));

/** The ancestor's files are YAML 1.1: `yes` is true there, and `0777` is octal. They are read as PyYAML reads them. */
export type YamlVersion = '1.1' | '1.2';

/**
 * Reads YAML (and JSON, which is YAML), with `!env NAME`.
 *
 * @throws FckError `CONFIG_UNREADABLE` with the place of the first error.
 */
export function parseYaml(text: string, file: string, version: YamlVersion): unknown {
  const { document, lines } = parsed(text, version);
  // The parser only warns of an unknown tag, and would give the value without it.
  const unknownTags = document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  const [error] = [...document.errors, ...unknownTags];
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw configErrors.unreadable(file, yamlErrorInWords(error), { file, line, column: col });
  }
  const referred = keyFromElsewhere(document);
  if (referred !== undefined) {
    const { line, col } = lines.linePos(referred);
    const why =
      'only a value can be taken from elsewhere (`!env`, `!file`, `!command`, `!secret`), not a key.';
    throw configErrors.unreadable(file, why, { file, line, column: col });
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    // An alias without an anchor, or nested aliases that would fill all memory.
    throw configErrors.unreadable(file, yamlValueErrorInWords(messageOf(thrown)), undefined, thrown);
  }
}

/** Position of a key written as `!env NAME`, `!file PATH`, `!command LINE` or `!secret SOURCE REFERENCE`, if there is one. */
function keyFromElsewhere(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key)) return undefined;
      if (!(key.value instanceof EnvReference) && !isSecretReference(key.value)) return undefined;
      found = key.range?.[0];
      return visit.BREAK;
    },
  });
  return found;
}

/** The place of the value at a path, or of its nearest existing parent. */
export function placeInYaml(text: string, file: string, path: readonly PropertyKey[]): Place {
  const { document, lines } = parsed(text, '1.2');
  const offset = offsetOf(document, path);
  if (offset === undefined) return { file };
  const { line, col } = lines.linePos(offset);
  return { file, line, column: col };
}

interface ParsedYaml {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** Cache of the last file: the place of each plugin in it is needed next. */
let latest: { readonly text: string; readonly version: YamlVersion; readonly result: ParsedYaml } | undefined;

function parsed(text: string, version: YamlVersion): ParsedYaml {
  if (latest?.text !== text || latest.version !== version)
    latest = { text, version, result: parse(text, version) };
  return latest.result;
}

function parse(text: string, version: YamlVersion): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version,
    // `<<: *defaults` is part of YAML 1.1 only, but is used everywhere.
    merge: true,
    customTags: (tags) => [...(version === '1.1' ? asPyYaml(tags) : tags), envTag, ...secretTags],
    // The messages are our own: see yaml-words.ts.
    prettyErrors: false,
    logLevel: 'error',
  });
  return { document, lines };
}

/** The place of a key is more useful than that of its value, which may be on another line. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  let offset: number | undefined = document.contents?.range?.[0];
  let node: Node | null = document.contents;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key: written }) => isScalar(written) && written.source === String(key));
      if (!pair) break;
      offset = rangeStart(pair.key) ?? offset;
      node = isNode(pair.value) ? pair.value : null;
    } else {
      const item: unknown =
        node && 'get' in node
          ? (node as { get(key: unknown, keep: boolean): unknown }).get(Number(key), true)
          : undefined;
      if (!isNode(item)) break;
      offset = rangeStart(item) ?? offset;
      node = item;
    }
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
