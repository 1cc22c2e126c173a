// Every error that fck and its official plugins may throw: what `errorKind` declared in the built modules, and the few
// that are made where they are thrown, found in the sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../prepare.mjs';
import { placeholder } from './placeholder.mjs';

/** @returns {Promise<{owner: string, code: string, about: string, hint: string}[]>} sorted by owner and code */
export async function errorKinds() {
  const found = new Map();
  for (const owner of readdirSync(join(root, 'packages'))) {
    for (const kind of [...(await declared(owner)), ...thrownDirectly(owner)]) {
      const known = found.get(kind.code);
      if (!known) found.set(kind.code, { owner, ...kind });
      else if (!known.hint.includes(kind.hint)) known.hint += ` Or: ${kind.hint}`;
    }
  }
  return [...found.values()].sort((a, b) => a.owner.localeCompare(b.owner) || a.code.localeCompare(b.code));
}

/** What the catalogues of a package declare. A catalogue is a module whose name says errors. */
async function declared(owner) {
  const dist = join(root, 'packages', owner, 'dist');
  const modules = filesBelow(dist).filter(
    (file) => /errors?[^/]*\.js$|\/errors\/[^/]+\.js$/.test(file) && !/\.test\./.test(file),
  );
  const kinds = [];
  for (const file of modules) {
    const exported = await import(pathToFileURL(file).href);
    for (const catalogue of Object.values(exported)) {
      if (typeof catalogue !== 'object' || catalogue === null) continue;
      for (const kind of Object.values(catalogue)) {
        if (typeof kind === 'function' && typeof kind.code === 'string')
          kinds.push({ code: kind.code, about: kind.about, hint: hintOf(kind) });
      }
    }
  }
  return kinds;
}

/** The hint as a user reads it, with … where the error says what it found. */
function hintOf(kind) {
  try {
    return kind(...Array.from({ length: 8 }, placeholder)).hint ?? '';
  } catch {
    return '';
  }
}

const SPECIAL = /new SandboxError\(\s*'([A-Z_]+)',\s*(['"`])([\s\S]*?)\2,\s*(['"`])([\s\S]*?)\4/g;
const DIRECT = /code: '([A-Z_]{4,})',\s*message:\s*(['"`])([\s\S]*?)\2,(?:\s*hint: (['"`])([\s\S]*?)\4)?/g;

function thrownDirectly(owner) {
  return filesBelow(join(root, 'packages', owner, 'src'))
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\b/.test(file))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return [...text.matchAll(SPECIAL), ...text.matchAll(DIRECT)].map(([, code, , about, , hint = '']) => ({
        code,
        about: `${plain(about).replace(/^[a-z]/, (letter) => letter.toUpperCase())}${/[.!?]$/.test(about) ? '' : '.'}`,
        hint: plain(hint),
      }));
    });
}

/** Source text of a template as words. */
function plain(text) {
  return text
    .replaceAll(/\$\{[^}]*\}/g, '…')
    .replaceAll("\\'", "'")
    .replaceAll('\\`', '`');
}

function filesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .sort();
  } catch {
    return [];
  }
}
