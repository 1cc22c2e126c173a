import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';
import { expect, it } from 'vitest';
import { readTemplate } from './read-template.js';
import { refusalError } from './refusal-error.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
/** The tests of `sh` itself contain templates that it refuses. */
const REFUSED_ON_PURPOSE = 'packages/core/src/command/';

it('no template of the tree, its documentation and its examples is refused', () => {
  const templates = ['packages', 'e2e', 'examples', 'docs', 'scripts', 'bench']
    .flatMap(filesBelow)
    .flatMap(templatesOf);
  expect(templates.length).toBeGreaterThan(300);
  expect(templates.flatMap(problemOf)).toEqual([]);
});

interface Found {
  readonly place: string;
  readonly raw: readonly string[];
}

function filesBelow(folder: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => /\.(?:[cm]?[jt]s|md)$/.test(file) && !/(?:^|\/)(?:node_modules|dist|bundle)\//.test(file),
    )
    .map((file) => `${folder}/${file}`)
    .filter((file) => !file.startsWith(REFUSED_ON_PURPOSE));
}

function templatesOf(file: string): Found[] {
  const text = readFileSync(root + file, 'utf8');
  if (!/\bsh`/.test(text)) return [];
  const blocks = file.endsWith('.md')
    ? [...text.matchAll(/^ *```[jt]s\b.*\n([\s\S]*?)^ *```$/gm)].map(([, block = '']) => block)
    : [text];
  return blocks.flatMap((code) =>
    tagged(parseAst(code, { lang: 'ts' })).map(({ start, raw }) => ({
      place: `${file}:${code.slice(0, start).split('\n').length}`,
      raw,
    })),
  );
}

function tagged(node: unknown): { start: number; raw: string[] }[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(tagged);
  if (!('type' in node) || node.type !== 'TaggedTemplateExpression') return below;
  const { tag, quasi, start } = node as unknown as {
    tag: { name?: string };
    quasi: { quasis: { value: { raw: string } }[] };
    start: number;
  };
  return tag.name === 'sh' ? [{ start, raw: quasi.quasis.map(({ value }) => value.raw) }, ...below] : below;
}

function problemOf({ place, raw }: Found): string[] {
  const read = readTemplate(Object.assign([...raw], { raw }));
  if (!('refused' in read)) return [];
  const { message, detail } = refusalError(read, undefined);
  return [`${place} ${message}\n${detail}`];
}
