import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type AgentName, LOCKS, resolveCommand } from 'package-manager-detector';
import { parseJson } from '../../parse-json.js';

/** A program that installs packages. */
export type PackageManager = AgentName;

/** The arguments with which a package manager adds a development dependency. */
export function installArguments(manager: PackageManager, specifier: string): string[] {
  if (manager === 'npm') return ['install', '--save-dev', specifier];
  const flag = manager === 'pnpm' ? '--save-dev' : '--dev';
  return resolveCommand(manager, 'add', [flag, specifier])?.args ?? [];
}

/** The command that adds a package to a folder's dependencies, for a hint. */
export function installCommand(specifier: string, folder: string): string {
  const manager = packageManagerOf(folder);
  return [manager, ...installArguments(manager, specifier)].join(' ');
}

/**
 * The package manager of a folder: from `packageManager` in the nearest package.json that has it, or from the nearest
 * lock file.
 */
export function packageManagerOf(folder: string): PackageManager {
  for (const place of upwardsFrom(resolve(folder))) {
    const [named] = String(readManifest(place)?.['packageManager']).split('@');
    const [, locked] = Object.entries(LOCKS).find(([file]) => existsSync(join(place, file))) ?? [];
    const found = Object.values(LOCKS).find((manager) => manager === named) ?? locked;
    if (found) return found;
  }
  return 'npm';
}

/**
 * The folder of the package.json for a folder's dependencies: the nearest upwards, or the folder itself if there is
 * none.
 */
export function packageFolderOf(folder: string): string {
  return upwardsFrom(folder).find((place) => existsSync(join(place, 'package.json'))) ?? folder;
}

/** The dependencies in a folder's package.json: specifiers by package name. */
export function dependenciesOf(folder: string): ReadonlyMap<string, string> {
  const manifest = readManifest(folder);
  const lists = [manifest?.['dependencies'], manifest?.['devDependencies']];
  return new Map(lists.flatMap((list) => Object.entries(list ?? {})));
}

/** An invalid one has none: npm reports the problem. */
function readManifest(folder: string): Record<string, unknown> | undefined {
  const file = join(folder, 'package.json');
  const manifest = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined;
  return typeof manifest === 'object' && manifest !== null ? { ...manifest } : undefined;
}

function upwardsFrom(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwardsFrom(parent)];
}
