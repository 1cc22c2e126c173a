import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { posix, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { candidatesFor, type Fck } from '@fck/core';
import { fleetErrors } from '../errors.js';
import { packageEntries } from './package-files.js';
import { type InstalledPackage, PackageClosure, packageAbove } from './packages.js';
import { type ProjectFiles, projectFiles } from './project-files.js';
import { type TarEntry, tarOf } from './tar.js';

/** Everything that an instance needs to run fck on itself. Contains no secrets. */
export interface Kit {
  /** A tar archive, compressed by gzip. */
  readonly archive: Buffer;
  /** Of the archive, in hexadecimal digits. */
  readonly sha256: string;
  /** The path of the command in it. */
  readonly command: string;
  /** Path of the configuration below `project/`. */
  readonly config: string;
  /** The project's files in it. */
  readonly files: readonly string[];
  /** The packages in it, such as `zod@4.6.7`. */
  readonly packages: readonly string[];
}

/**
 * Packs the project's files, and fck with its plugins as they are installed here.
 *
 * @param program the file of the running command
 * @param include further files or folders of the project
 * @throws FckError `AWS_KIT_SECRET`, `AWS_KIT_NO_FILE`, `AWS_KIT_NO_COMMAND`
 */
export async function makeKit(fck: Fck, program: string, include: readonly string[]): Promise<Kit> {
  const own = projectFiles(fck, include);
  const file = realpathSync(program);
  const folder = packageAbove(file);
  if (folder === undefined) throw fleetErrors.kitLacksCommand(program);
  const closure = new PackageClosure();
  const cli = closure.add(folder);
  const seenByAll = new Set([cli, ...packagesInUse(fck, own, closure, cli)]);
  const paths = own.files.map((path) => slashed(relative(own.base, path)));
  const entries: TarEntry[] = [
    ...own.files.map((path, index) => ({ path: `project/${paths[index]}`, content: readFileSync(path) })),
    ...closure.packages.flatMap((one) => [...packageEntries(one, placeOf(one)), ...linksOf(one)]),
    ...[...seenByAll].map((one) => linkTo(one, `node_modules/${one.name}`)),
  ];
  const archive = await promisify(gzip)(tarOf(entries), { level: 9 });
  return {
    archive,
    sha256: createHash('sha256').update(archive).digest('hex'),
    command: `node_modules/${cli.name}/${slashed(relative(folder, file))}`,
    config: slashed(relative(own.base, fck.project.document.file)),
    files: paths,
    packages: closure.packages.map(({ id }) => id).toSorted(),
  };
}

/** The packages of plugins and presets, and those that the project's files import, resolved from the project. */
function packagesInUse(
  { plugins, project }: Fck,
  own: ProjectFiles,
  closure: PackageClosure,
  cli: InstalledPackage,
): InstalledPackage[] {
  const listed: unknown = project.document.value['plugins'];
  const names = (Array.isArray(listed) ? listed : []).flatMap((entry: unknown) => {
    const name: unknown = Array.isArray(entry) ? entry[0] : entry;
    return typeof name === 'string' && !name.startsWith('.') ? candidatesFor(name) : [];
  });
  const wanted = new Set(['@fck/core', ...plugins.map(({ from }) => from), ...names, ...own.packages]);
  return [...wanted].flatMap(
    (name) => closure.find(name, project.directory) ?? closure.find(name, cli.folder) ?? [],
  );
}

/** Each package gets its own folder, beside links to its dependencies, so that Node resolves them as on this machine. */
function linksOf(one: InstalledPackage): TarEntry[] {
  const beside = placeOf(one).slice(0, -one.name.length);
  return [...one.uses]
    .filter(([name]) => name !== one.name)
    .map(([name, used]) => linkTo(used, `${beside}${name}`));
}

function linkTo(one: InstalledPackage, path: string): TarEntry {
  return { path, target: posix.relative(posix.dirname(path), placeOf(one)) };
}

function placeOf({ id, name }: InstalledPackage): string {
  return `packages/${id.replaceAll('/', '+')}/node_modules/${name}`;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
