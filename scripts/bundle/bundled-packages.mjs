// The third-party packages in the bundle: those of which rolldown reports modules, whatever package.json lists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../prepare.mjs';

/** @typedef {{ folder: string, name: string, version: string, licence: string, texts: string[], integrity: string, uses: string[] }} Bundled */

/** npm's record of installed packages, with the registry's checksum of each archive. */
const { packages: installed } = JSON.parse(
  readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8'),
);

/**
 * Lists the bundled packages by name and version.
 *
 * @param outputs what rolldown reports of each written bundle
 * @returns {Bundled[]} `licence` is an SPDX expression, `texts` are licences and notices, `uses` are folders of other bundled packages
 */
export function bundledPackages(outputs) {
  const modules = outputs.flatMap(({ output }) =>
    output.flatMap((chunk) => Object.keys(chunk.modules ?? {})),
  );
  const folders = [...new Set(modules.flatMap((id) => folderOf(id) ?? []))];
  const packages = folders.map((folder) => packageIn(folder, folders));
  return packages.map((one) => withText(one, packages)).sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** The folder of a module's package; undefined for fck's own modules and for rolldown's helpers. */
function folderOf(id) {
  if (id.startsWith('\0rolldown/')) return join(root, 'node_modules/rolldown');
  return /^(\/.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
}

function packageIn(folder, folders) {
  const manifest = manifestIn(folder);
  return {
    folder,
    name: manifest.name,
    version: manifest.version,
    licence: licenceOf(manifest),
    texts: textsIn(folder),
    integrity: installed[relative(root, folder)].integrity,
    uses: usedBy(folder).filter((used) => folders.includes(used)),
  };
}

/** The folders of the packages that the one in a folder depends on, where they are installed. */
export function usedBy(folder) {
  const { dependencies = {} } = manifestIn(folder);
  return Object.keys(dependencies).flatMap((name) => resolvedFrom(folder, name) ?? []);
}

function resolvedFrom(folder, name) {
  const found = join(folder, 'node_modules', name);
  if (existsSync(found)) return found;
  return folder === dirname(folder) ? undefined : resolvedFrom(dirname(folder), name);
}

function manifestIn(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** Older packages have a list of licences to choose from. */
function licenceOf({ name, license, licenses = [] }) {
  const licence = license?.type ?? license ?? licenses.map(({ type }) => type).join(' OR ');
  if (!licence) throw new Error(`${name} is bundled, but its package.json names no licence.`);
  return licence;
}

function textsIn(folder) {
  return readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
}

/** The Apache licence names no author, so a package without a copy can use the one of another package. */
function withText(one, packages) {
  if (one.texts.length > 0) return one;
  const same = packages.find(({ licence, texts }) => licence === 'Apache-2.0' && texts.length === 1);
  if (one.licence !== 'Apache-2.0' || !same)
    throw new Error(`${one.name} is bundled, but it contains no text of its licence (${one.licence}).`);
  return { ...one, texts: same.texts };
}

function sortKey({ name, version }) {
  return `${name} ${version}`;
}
