import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasErrno } from './errno.js';
import { mountsOfMachine, unmountUnder } from './mounts.js';
import type { PackageAccess } from './package-access/package-access.js';
import { prepareLabel, prepareRoot } from './prepare.js';
import { CONTAINED, run } from './process.js';
import { mmdebstrapCommand, type Recipe, recipeName } from './recipe.js';
import type { OnProgress } from './spec.js';
import { type Folders, readHosts, readJson, writeJson } from './state.js';

// The package lists in an image become outdated: mirrors remove the versions that they name.
const maximumAge = 14 * 24 * 3600_000;

const imageName = /^([a-z]+)-[0-9a-f]{12}-(\d+)$/;

/** The file beside an image's root that records what the image was made from. */
const recordName = 'image.json';

/** The record of an image. */
interface ImageRecord {
  suite: string;
  packages: string[];
  /** The script as the configuration names it, and its arguments. */
  prepare?: readonly string[];
}

/** An image in the cache. */
export interface SandboxImage {
  name: string;
  /** The release of its packages. */
  suite: string;
  /** Its distribution packages, without their dependencies. */
  packages: string[];
  /** The script that prepared it, and its arguments. */
  prepare?: readonly string[];
  /** Bytes on disk. */
  size: number;
  /** When the package lists in it were fetched, as an ISO date. It is built again two weeks later. */
  built: string;
  /** The hosts of this state folder that use it: `project/host`. */
  hosts: string[];
}

/** The settings that the images of a run are made with. */
export interface ImageMeans {
  folders: Folders;
  access: PackageAccess;
  onProgress: OnProgress;
  signal?: AbortSignal | undefined;
}

/** Returns the root of a recipe's image, from the cache or newly built. `prepare` is its script as messages show it. */
export async function ensureImage(
  recipe: Recipe,
  prepare: readonly string[] | undefined,
  means: ImageMeans,
): Promise<string> {
  return join((await ensure(recipe, prepare, means)).path, 'root');
}

async function ensure(
  recipe: Recipe,
  prepare: readonly string[] | undefined,
  means: ImageMeans,
): Promise<Image> {
  const { folders, onProgress, signal } = means;
  const images = imageFolder(folders);
  await mkdir(images, { recursive: true, mode: 0o755 });
  const newest = (await imagesOf(images, recipeName(recipe)))[0];
  if (newest && Date.now() - newest.built < maximumAge) return newest;
  try {
    const image = await build(recipe, prepare, means);
    await removeUnusedImages(folders, image.path);
    return image;
  } catch (error) {
    if (!newest || signal?.aborted) throw error;
    onProgress('image: could not be renewed, using the one of two weeks ago');
    return newest;
  }
}

/** Whether a root belongs to an image of this recipe. */
export function isMadeFrom(root: string, recipe: Recipe): boolean {
  return basename(dirname(root)).startsWith(`${recipeName(recipe)}-`);
}

/** The images in the cache, by name. */
export async function listImages(folders: Folders): Promise<SandboxImage[]> {
  const images = imageFolder(folders);
  const hosts = await readHosts(folders);
  const listed = (await list(images)).sort().map(async (name): Promise<SandboxImage | undefined> => {
    const [, suite, built] = imageName.exec(name) ?? [];
    if (suite === undefined) return undefined;
    const path = join(images, name);
    const record = await readJson<ImageRecord>(join(path, recordName));
    const size = await run(['du', '--summarize', '--block-size=1', '--one-file-system', path]);
    return {
      name,
      suite,
      packages: record?.packages ?? [],
      ...(record?.prepare ? { prepare: record.prepare } : {}),
      size: Number.parseInt(size, 10),
      built: new Date(Number(built)).toISOString(),
      hosts: hosts
        .filter((host) => host.image.startsWith(`${path}/`))
        .map((host) => `${host.project}/${host.name}`)
        .sort(),
    };
  });
  return (await Promise.all(listed)).filter((image) => image !== undefined);
}

/** Removes what an interrupted build left; its processes died with the process that started it. */
export async function removeBrokenBuilds(folders: Folders): Promise<void> {
  const images = imageFolder(folders);
  for (const name of await list(images)) {
    if (!/^\.build-[0-9a-f]{8}$/.test(name)) continue;
    await unmountUnder(join(images, name));
    await rm(join(images, name), { recursive: true, force: true });
  }
}

async function build(
  recipe: Recipe,
  prepare: readonly string[] | undefined,
  means: ImageMeans,
): Promise<Image> {
  const images = imageFolder(means.folders);
  const temporary = join(images, `.build-${randomBytes(4).toString('hex')}`);
  const root = join(temporary, 'root');
  // If it is killed, its temporary files are removed with the rest; apt's own user writes there, too.
  const scratch = join(temporary, 'tmp');
  try {
    const { preparation, ...plain } = recipe;
    // The package lists of a prepared image are as old as those of its base image.
    const base = preparation && (await ensure(plain, undefined, means));
    await mkdir(temporary, { mode: 0o755 });
    await mkdir(scratch);
    await chmod(scratch, 0o1777);
    if (preparation && base) {
      means.onProgress(`image: preparing ${recipe.distribution.suite} with ${prepareLabel(prepare)} (once)`);
      await run(['cp', '--archive', '--reflink=auto', join(base.path, 'root'), root], {
        timeout: 10 * 60_000,
      });
      await prepareRoot(
        { root, base: join(base.path, 'root'), scratch, preparation, label: prepareLabel(prepare) },
        means,
      );
    } else {
      await bootstrap(recipe, root, scratch, means);
      await finish(root, recipe);
    }
    await rm(scratch, { recursive: true });
    const record: ImageRecord = {
      suite: recipe.distribution.suite,
      packages: recipe.packages,
      ...(prepare ? { prepare } : {}),
    };
    await writeJson(join(temporary, recordName), record);
    await run(['sync', '--file-system', root]);
    const built = base?.built ?? Date.now();
    const path = join(images, `${recipeName(recipe)}-${built}`);
    await rename(temporary, path);
    return { path, built };
  } catch (error) {
    await unmountUnder(temporary);
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function bootstrap(
  recipe: Recipe,
  root: string,
  scratch: string,
  { access, onProgress, signal }: ImageMeans,
): Promise<void> {
  const { suite } = recipe.distribution;
  onProgress(`image: building ${suite} (once, half a minute)`);
  const sources = join(scratch, 'machine.sources');
  await writeFile(sources, recipe.sources);
  await run(
    [...CONTAINED, '--mount-proc', ...mmdebstrapCommand(recipe, root, sources, access.apt.settings)],
    {
      timeout: 20 * 60_000,
      env: { ...process.env, TMPDIR: scratch },
      signal,
      onLine: (line) => {
        const step = /^I: ((?:running apt|downloading|extracting|installing).*)/.exec(line)?.[1];
        if (step) onProgress(`image: ${step.replace(/\.+$/, '')}`);
      },
      hint: `Check that \`apt-get update\` works on this machine, that its mirrors have ${suite}, and that its disk has 1 GB free.`,
    },
  );
}

/** Prepares a new root so that any number of hosts can use it as their base. */
async function finish(root: string, recipe: Recipe): Promise<void> {
  const keys = (await list(join(root, 'etc/ssh'))).filter((name) => name.startsWith('ssh_host_'));
  const extra = (folder: string) =>
    list(join(root, folder)).then((names) => names.map((name) => join(folder, name)));
  const own = [
    ...keys.map((name) => `etc/ssh/${name}`), // each host gets its own keys
    'etc/apt/auth.conf', // and the credentials that this machine has at the time
    'etc/apt/auth.conf.d',
    'etc/apt/apt.conf.d/99mmdebstrap',
    'etc/apt/sources.list',
    ...(await extra('etc/apt/sources.list.d')),
    'etc/hostname',
    'etc/resolv.conf', // on Ubuntu a link into /run
  ];
  await Promise.all(own.map((path) => rm(join(root, path), { recursive: true, force: true })));
  await writeFile(join(root, 'etc/machine-id'), '');
  for (const [path, text] of Object.entries(recipe.files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  for (const unit of recipe.masked) {
    const path = join(root, 'etc/systemd/system', unit);
    await rm(path, { force: true });
    await symlink('/dev/null', path);
  }
}

interface Image {
  path: string;
  built: number;
}

/** The images of a recipe, the newest first. */
async function imagesOf(images: string, name: string): Promise<Image[]> {
  const found: Image[] = [];
  for (const entry of await list(images)) {
    const built = Number(/^\d+$/.exec(entry.slice(name.length + 1))?.[0]);
    if (entry.startsWith(`${name}-`) && built) found.push({ path: join(images, entry), built });
  }
  return found.sort((a, b) => b.built - a.built);
}

/** Removes older images of any recipe that no host uses: no host of this state folder, and no running one of another. */
async function removeUnusedImages(folders: Folders, fresh: string): Promise<void> {
  const images = imageFolder(folders);
  const [mounts, hosts] = await Promise.all([mountsOfMachine(), readHosts(folders)]);
  for (const name of await list(images)) {
    const path = join(images, name);
    const built = Number(imageName.exec(name)?.[2]);
    const used = mounts.includes(`${path}/`) || hosts.some((host) => host.image.startsWith(`${path}/`));
    if (path !== fresh && Date.now() - built > maximumAge && !used)
      await rm(path, { recursive: true, force: true });
  }
}

function imageFolder(folders: Folders): string {
  return join(folders.cacheDir, 'images');
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
