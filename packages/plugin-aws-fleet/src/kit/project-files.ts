import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ConfigDocument, Fck } from '@fck/core';
import { fleetErrors } from '../errors.js';
import { secretsOf } from './configured-values.js';
import { fileNamed, isFile, needsOf } from './imports.js';
import { documentsOf, leavesIn } from './leaves.js';
import { filesBelow, isPrivateByName } from './package-files.js';

/** The files of a project that its instances need. */
export interface ProjectFiles {
  /** The folder that contains all of them. */
  readonly base: string;
  /** Sorted paths on this machine. */
  readonly files: readonly string[];
  /** Packages that they import. */
  readonly packages: ReadonlySet<string>;
}

/**
 * Finds the configuration, the files beside it that it names (plugins, templates), their imports, and the package.json above
 * them. Private keys and `.env` files are left out.
 *
 * @param include further files or folders, relative to the configuration
 * @throws FckError `AWS_KIT_SECRET` if one of them contains a secret, `AWS_KIT_NO_FILE`
 */
export function projectFiles({ project, plugins }: Fck, include: readonly string[]): ProjectFiles {
  const { directory } = project;
  const documents = documentsOf(project);
  const named = documents.flatMap((document) => namedFiles(document, directory));
  const ofPlugins = plugins.flatMap(({ from }) =>
    from.startsWith('.') ? (fileNamed(from, directory) ?? []) : [],
  );
  const asked = include.flatMap((path) => included(path, directory));
  const needs = needsOf([...documents.map(({ file }) => file), ...named, ...ofPlugins, ...asked]);
  const found = [...needs.files].filter((file) => !isPrivate(file));
  const base = commonFolder([directory, ...found.map((file) => dirname(file))]);
  const files = [...new Set([...found, ...manifestsAbove(found, base)])].toSorted();
  refuseSecrets(files, secretsOf(project));
  return { base, files, packages: needs.packages };
}

/** All values that name a file below the configuration's folder. */
function namedFiles({ value }: ConfigDocument, directory: string): string[] {
  return leavesIn(value).flatMap(({ value: text }) => {
    if (typeof text !== 'string') return [];
    if (text.length > 500 || text.includes('\n') || isAbsolute(text) || text.startsWith('~')) return [];
    const file = resolve(directory, text);
    return file.startsWith(directory + sep) && isFile(file) ? [file] : [];
  });
}

function included(path: string, directory: string): string[] {
  const file = resolve(directory, path);
  if (isFile(file)) return [file];
  if (!existsSync(file)) throw fleetErrors.kitLacks(path);
  return filesBelow(file).map((inner) => join(file, inner));
}

function isPrivate(file: string): boolean {
  return isPrivateByName(basename(file)) || /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(textOf(file));
}

function refuseSecrets(files: readonly string[], secrets: readonly string[]): void {
  for (const file of files) {
    const text = textOf(file);
    if (secrets.some((secret) => text.includes(secret))) throw fleetErrors.kitSecret(file);
  }
}

/** Node reads the nearest package.json to learn what kind of module a file is. */
function manifestsAbove(files: readonly string[], base: string): string[] {
  return files.flatMap((file) => {
    const found: string[] = [];
    for (
      let folder = dirname(file);
      folder.startsWith(base) && folder !== dirname(folder);
      folder = dirname(folder)
    )
      if (isFile(join(folder, 'package.json'))) found.push(join(folder, 'package.json'));
    return found;
  });
}

function commonFolder(folders: readonly string[]): string {
  return folders.reduce((common, folder) => {
    let shared = common;
    while (relative(shared, folder).startsWith('..')) shared = dirname(shared);
    return shared;
  });
}

function textOf(file: string): string {
  return readFileSync(file, 'latin1');
}
