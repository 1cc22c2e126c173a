import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { addToYaml } from './edit-yaml-config.js';
import type { Edited, ListedPlugin } from './edited.js';

/** Adds a plugin to the `plugins:` of a YAML or JSON file, and changes nothing else in it. Never edits TypeScript or JavaScript. */
export async function addToConfig(file: string, added: ListedPlugin): Promise<Edited['kind']> {
  const text = await readFile(file, 'utf8');
  const edited = editedConfig(file, text, added);
  if (edited.kind === 'edited') await writeFile(file, edited.text);
  return edited.kind;
}

function editedConfig(file: string, text: string, added: ListedPlugin): Edited {
  if (/^\.[cm]?[jt]s$/.test(extname(file))) return { kind: 'unclear' };
  const json = extname(file) === '.json' || text.trimStart().startsWith('{');
  return addToYaml(text, added, { json, path: basename(file) === 'package.json' ? ['fck'] : [] });
}
