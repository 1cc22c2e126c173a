// Lists every error that fck and its official plugins may throw: the declarations of `errorKind` in the built modules.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../prepare.mjs';
import { compiledFiles } from './compiled-files.mjs';
import { placeholder } from './placeholder.mjs';

/** @returns {Promise<{owner: string, code: string, about: string, hint: string}[]>} sorted by owner and code */
export async function errorKinds() {
  const found = new Map();
  for (const owner of readdirSync(join(root, 'packages'))) {
    const assembled = ASSEMBLED.filter((kind) => kind.owner === owner);
    for (const kind of [...(await declared(owner)), ...assembled]) {
      const known = found.get(kind.code);
      if (!known) found.set(kind.code, { owner, ...kind });
      else if (!known.hint.includes(kind.hint)) known.hint += ` Or: ${kind.hint}`;
    }
  }
  return [...found.values()].sort((a, b) => a.owner.localeCompare(b.owner) || a.code.localeCompare(b.code));
}

/** The declarations of `errorKind` in the modules of a package, single or in catalogues. */
async function declared(owner) {
  const modules = compiledFiles(owner, '.js').filter((file) =>
    /\berrorKind\(['\n\s]/.test(readFileSync(file, 'utf8')),
  );
  const exports = await Promise.all(modules.map((file) => import(pathToFileURL(file).href)));
  return exports
    .flatMap((exported) => Object.values(exported))
    .flatMap((value) => (isKind(value) ? [value] : Object.values(value ?? {}).filter(isKind)))
    .map((kind) => ({ code: kind.code, about: kind.about, hint: hintOf(kind) }));
}

function isKind(value) {
  return typeof value === 'function' && typeof value.code === 'string' && typeof value.about === 'string';
}

/** The hint as users see it, with … for variable parts. */
function hintOf(kind) {
  try {
    const { hint = '' } = kind(...Array.from({ length: 8 }, placeholder));
    return /^[….\s]*$/.test(hint) ? '' : hint;
  } catch {
    return '';
  }
}

/** Errors that cannot be found in exports: they are composed of parts, or private to their module. */
const ASSEMBLED = [
  {
    owner: 'plugin-git',
    code: 'GIT_FETCH_FAILED',
    about:
      "A repository could not be cloned or fetched. The message says why, as far as git said so; git's own words stand below.",
    hint: '',
  },
  {
    owner: 'cli',
    code: 'UNEXPECTED',
    about:
      'With `--json` only: something was thrown that is no error of fck, which is a mistake in fck or in a plugin.',
    hint: '`--verbose` shows where.',
  },
];
