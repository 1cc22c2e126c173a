import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasErrno } from './error.js';
import { mountsOfMachine, unmountUnder } from './mounts.js';
import type { PackageAccess } from './package-access/package-access.js';
import { run } from './process.js';
import { makeRecipe, mmdebstrapCommand, type Recipe, recipeName } from './recipe.js';
import type { Distribution } from './requirements.js';
import type { OnProgress } from './spec.js';
import { type Folders, readHosts } from './state.js';

// The package lists in an image age: mirrors drop the versions that they name.
const maximumAge = 14 * 24 * 3600_000;

/** Gives the root of an image with these packages, from the cache or newly built. */
export async function ensureImage(
  folders: Folders,
  distribution: Distribution,
  access: PackageAccess,
  packages: readonly string[],
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<string> {
  const recipe = makeRecipe(distribution, access, packages);
  const images = imageFolder(folders);
  await mkdir(images, { recursive: true, mode: 0o755 });
  const newest = (await imagesOf(images, recipeName(recipe)))[0];
  if (newest && Date.now() - newest.built < maximumAge) return join(newest.path, 'root');
  try {
    const path = await build(images, recipe, access, onProgress, signal);
    await removeUnusedImages(folders, path);
    return join(path, 'root');
  } catch (error) {
    if (!newest || signal?.aborted) throw error;
    onProgress('image: could not be renewed, using the one of two weeks ago');
    return join(newest.path, 'root');
  }
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
  images: string,
  recipe: Recipe,
  access: PackageAccess,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<string> {
  onProgress(`image: building ${recipe.distribution.suite} (once, half a minute)`);
  const temporary = join(images, `.build-${randomBytes(4).toString('hex')}`);
  const root = join(temporary, 'root');
  try {
    await mkdir(temporary, { mode: 0o755 });
    // Its temporary files go with the rest when it is killed; apt's own user writes there, too.
    const scratch = join(temporary, 'tmp');
    await mkdir(scratch);
    await chmod(scratch, 0o1777);
    const sources = join(temporary, 'machine.sources');
    await writeFile(sources, recipe.sources);
    // Should this process die, the kernel kills `unshare`, and with it the namespace: no orphan, no mount.
    const contained = [
      'setpriv',
      '--pdeathsig',
      'KILL',
      'unshare',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
    ] as const;
    await run(
      [...contained, '--mount-proc', ...mmdebstrapCommand(recipe, root, sources, access.apt.settings)],
      {
        timeout: 20 * 60_000,
        env: { ...process.env, TMPDIR: scratch },
        signal,
        onLine: (line) => {
          const step = /^I: ((?:running apt|downloading|extracting|installing).*)/.exec(line)?.[1];
          if (step) onProgress(`image: ${step.replace(/\.+$/, '')}`);
        },
        hint: 'Check that `apt-get update` works on this machine, and that its disk has 1 GB free.',
      },
    );
    await finish(root, recipe);
    await rm(sources);
    await rm(scratch, { recursive: true });
    await run(['sync', '--file-system', root]);
    const path = join(images, `${recipeName(recipe)}-${Date.now()}`);
    await rename(temporary, path);
    return path;
  } catch (error) {
    await unmountUnder(temporary);
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Makes the new root one that any number of hosts can stand on. */
async function finish(root: string, recipe: Recipe): Promise<void> {
  const keys = (await list(join(root, 'etc/ssh'))).filter((name) => name.startsWith('ssh_host_'));
  const extra = (folder: string) =>
    list(join(root, folder)).then((names) => names.map((name) => join(folder, name)));
  const own = [
    ...keys.map((name) => `etc/ssh/${name}`), // each host has keys of its own
    'etc/apt/auth.conf', // and what this machine knows at the time
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

/** Removes older images of any recipe that no host stands on, of this state folder or, if running, another. */
async function removeUnusedImages(folders: Folders, fresh: string): Promise<void> {
  const images = imageFolder(folders);
  const [mounts, hosts] = await Promise.all([mountsOfMachine(), readHosts(folders)]);
  for (const name of await list(images)) {
    const path = join(images, name);
    const built = Number(/^[a-z]+-[0-9a-f]{12}-(\d+)$/.exec(name)?.[1]);
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
