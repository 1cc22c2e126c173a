import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { allOf, expandPath, fingerprint, type HostContext, sh, syncDisk } from '@fck/core';
import { buildErrors } from './errors.js';
import type { Plan } from './plan-schema.js';

/** Files that pip can install. */
const PACKAGE = /\.(whl|tar\.gz|zip)$/;

/** Days after which a set of files that no build has used is removed. */
const UNUSED_DAYS = 30;

/** A file of the wheelhouse. */
interface PackageFile {
  readonly name: string;
  readonly path: string;
  readonly hash: string;
}

/**
 * Brings the plan's wheelhouse to the host: each file once. It becomes a folder among the plan's `find_links`, named after its contents,
 * so that builds are made again if these change.
 *
 * @throws FckError `WHEELHOUSE_MISSING` if it is empty and no index may be used
 */
export async function withWheelhouse(context: HostContext, plan: Plan): Promise<Plan> {
  const { packages } = plan;
  if (packages?.wheelhouse === undefined) return plan;
  const local = wheelhouseFolder(context, packages.wheelhouse);
  const files = await filesIn(local);
  if (files.length === 0) {
    if (packages.no_index) throw buildErrors.noWheelhouse(local, context.role.name);
    context.note(`The wheelhouse ${local} is empty: packages come from the index.`);
    return plan;
  }
  const store = posix.join(context.paths.project, '.tools', 'wheelhouse');
  const folder = posix.join(store, fingerprint(files.map(({ name, hash }) => [name, hash])));
  await send(context, files, store, folder);
  return { ...plan, packages: { ...packages, find_links: [...packages.find_links, folder] } };
}

/** The path of a wheelhouse on this machine. */
export function wheelhouseFolder({ project }: Pick<HostContext, 'project'>, wheelhouse: string): string {
  return expandPath(wheelhouse, project.directory);
}

async function filesIn(folder: string): Promise<readonly PackageFile[]> {
  const names = await readdir(folder).catch(() => []);
  const found = names.filter((name) => PACKAGE.test(name)).sort();
  return Promise.all(
    found.map(async (name) => {
      const path = join(folder, name);
      return {
        name,
        path,
        hash: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      };
    }),
  );
}

/** Uploads the files that the host does not have, and links them into the folder. */
async function send(
  { remote }: HostContext,
  files: readonly PackageFile[],
  store: string,
  folder: string,
): Promise<void> {
  if (await remote.exists(folder)) {
    await remote.run(sh`touch -c -- ${folder}`, { title: 'keep the wheelhouse', bookkeeping: true });
    return;
  }
  const pool = posix.join(store, 'files');
  const stored = ({ name, hash }: PackageFile) => posix.join(pool, `${hash.slice(0, 32)}-${name}`);
  const { stdout } = await remote.look(sh`ls -A -- ${pool} 2>/dev/null`);
  const present = new Set(stdout.split('\n').map((name) => posix.join(pool, name)));
  await remote.run(sh`mkdir -p -- ${pool}`, { title: 'make a folder for the wheelhouse', bookkeeping: true });
  for (const file of files) if (!present.has(stored(file))) await remote.upload(file.path, stored(file));
  const draft = `${folder}.part`;
  await remote.run(
    allOf(
      sh`rm -rf -- ${draft}`,
      sh`mkdir -- ${draft}`,
      ...files.map((file) => sh`ln -- ${stored(file)} ${posix.join(draft, file.name)}`),
      syncDisk(draft),
      sh`mv -- ${draft} ${folder}`,
      sh`find ${store} -mindepth 1 -maxdepth 1 -type d ! -name files -mtime +${UNUSED_DAYS} -exec rm -rf -- {} +`,
      sh`find ${pool} -type f -links 1 -exec rm -f -- {} +`,
    ),
    { title: `bring ${files.length} packages of the wheelhouse` },
  );
}
