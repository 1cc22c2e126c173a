import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pickAddress } from './address.js';
import { hasErrno } from './errno.js';
import { describe, isFree, type Means, projectOf, raise, record, remove } from './host.js';
import { ensureIdentity } from './identity.js';
import { ensureImage, isMadeFrom, listImages, removeBrokenBuilds, type SandboxImage } from './image.js';
import { withMachineLock } from './lock.js';
import { hostId } from './names.js';
import { ensureNetwork, removeNetwork } from './network.js';
import { type PackageAccess, readPackageAccess } from './package-access/package-access.js';
import { readPreparation } from './prepare.js';
import { makeRecipe } from './recipe.js';
import { requireMachine, requireRoot } from './requirements.js';
import type { Distribution } from './spec.js';
import {
  checkSpecs,
  distributionOf,
  type OnProgress,
  parseSize,
  type SandboxHost,
  type SandboxHostSpec,
  type Suite,
} from './spec.js';
import {
  type Folders,
  type HostRecord,
  hostFolder,
  hostIds,
  readHost,
  readHosts,
  resolveFolders,
} from './state.js';

/** Where sandboxes store their data, and what they may change on the machine. */
export interface SandboxOptions {
  /** Default: /var/lib/fck-sandbox */
  stateDir?: string;
  /** Default: /var/cache/fck-sandbox */
  cacheDir?: string;
  /** Install missing programs on this machine with apt-get. Otherwise an error names them. */
  installMissing?: boolean;
}

/** A selection of hosts: all, those of a project, or some by name. */
export type SandboxFilter = { project?: string; names?: string[] } | 'all';

/** Throwaway hosts on this machine. */
export interface Sandbox {
  /** Makes missing hosts, starts stopped ones, keeps running ones. Resolves when every sshd answers. */
  up(specs: readonly SandboxHostSpec[], onProgress: OnProgress, signal?: AbortSignal): Promise<SandboxHost[]>;
  list(project?: string): Promise<SandboxHost[]>;
  /** The images that hosts of this machine are made from. */
  images(): Promise<SandboxImage[]>;
  /** Removes hosts and everything they had; with the last host, everything but the cached image. Returns their names. */
  down(filter: SandboxFilter, onProgress: OnProgress): Promise<string[]>;
}

/** Returns the sandbox of a state folder; it keeps nothing open. */
export function sandbox(options: SandboxOptions = {}): Sandbox {
  const folders = resolveFolders(options.stateDir, options.cacheDir);
  return {
    async up(specs, onProgress, signal) {
      checkSpecs(specs);
      requireRoot();
      return withMachineLock(onProgress, signal, () =>
        up(folders, specs, options.installMissing ?? false, onProgress, signal),
      );
    },
    async list(project) {
      requireRoot();
      const hosts = (await readHosts(folders)).filter(
        (host) => project === undefined || host.project === project,
      );
      return Promise.all(hosts.sort(byName).map((host) => describe(folders, host)));
    },
    async images() {
      requireRoot();
      return listImages(folders);
    },
    async down(filter, onProgress) {
      requireRoot();
      return withMachineLock(onProgress, undefined, () => down(folders, filter, onProgress));
    },
  };
}

async function up(
  folders: Folders,
  specs: readonly SandboxHostSpec[],
  installMissing: boolean,
  onProgress: OnProgress,
  signal: AbortSignal | undefined,
): Promise<SandboxHost[]> {
  if (specs.length === 0) return [];
  const wantedSuites = specs.map(({ suite }) => suite).filter((suite) => suite !== undefined);
  const machine = await requireMachine(installMissing, wantedSuites, onProgress, signal);
  await removeBrokenBuilds(folders);
  const access = await readPackageAccess(machine, machine);
  if (access.nameservers.length === 0) {
    onProgress('this machine names no DNS server that hosts can reach: names will not resolve in them');
  }
  const wanted: Wanted[] = [];
  for (const spec of specs) {
    const id = hostId(folders.stateDir, spec.project, spec.name);
    const found = await readHost(folders, id);
    const known = found?.made ? found : undefined;
    const distribution = releaseOf(machine, spec.suite);
    const ofRelease = distribution === machine ? access : await readPackageAccess(machine, distribution);
    const recipe = makeRecipe(distribution, ofRelease, spec.packages ?? [], await readPreparation(spec));
    if (known && (spec.suite ?? spec.prepare) && !isMadeFrom(known.image, recipe))
      onProgress(
        `${spec.name} keeps the image that it was made from, which is not the one that is configured now`,
      );
    const image =
      known?.image ??
      (await ensureImage(recipe, spec.prepare, { folders, access: ofRelease, onProgress, signal }));
    wanted.push({ spec, id, known, image, access: ofRelease });
  }
  const authorizedKey = await ensureIdentity(folders);
  const network = await ensureNetwork(folders, access);
  const addresses = new Set((await readHosts(folders)).map((host) => host.address));
  const records: [HostRecord, PackageAccess][] = [];
  for (const { spec, id, known, image, access } of wanted) {
    const host = known ?? newRecord(spec, id, image, pickAddress(network.subnet, addresses), access.binds);
    addresses.add(host.address);
    if (!known) await record(folders, host);
    records.push([host, access]);
  }
  const means: Omit<Means, 'access'> = { folders, network, authorizedKey, onProgress, signal };
  // Waits for all, even if one fails: no work may still be running when the lock is released.
  const ended = await Promise.allSettled(records.map(([host, access]) => raise(host, { ...means, access })));
  return ended.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

/** A requested host, with what it is made from. */
interface Wanted {
  spec: SandboxHostSpec;
  id: string;
  known: HostRecord | undefined;
  image: string;
  access: PackageAccess;
}

/** The distribution of a host: this machine's, unless the host asks for another release. */
function releaseOf(machine: Distribution, suite: Suite | undefined): Distribution {
  if (suite === undefined || machine.suite === suite) return machine;
  return { id: distributionOf(suite), suite };
}

async function down(folders: Folders, filter: SandboxFilter, onProgress: OnProgress): Promise<string[]> {
  const removed: string[] = [];
  const ids = await hostIds(folders);
  const removals = ids.map(async (id) => {
    const host = await readHost(folders, id);
    const project = await projectOf(folders, id);
    if (project === undefined) {
      const folder = hostFolder(folders, id);
      if (!(await isFree(folder))) onProgress(`${folder} stays: fck did not make it`);
      return;
    }
    // A marked folder without a record is the remains of a crash: the host had no name yet.
    if (!matches({ project, name: host?.name }, filter)) return;
    if (host) onProgress(`${host.name}: removing`);
    await remove(folders, id);
    if (host) removed.push(host.name);
  });
  const ended = await Promise.allSettled(removals);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  if ((await hostIds(folders)).length === 0) {
    await removeNetwork(folders);
    await removeBrokenBuilds(folders);
    await forget(folders);
  }
  return removed.sort();
}

/** Removes the remains of a state folder without hosts, but no foreign files. */
async function forget(folders: Folders): Promise<void> {
  const keys = ['', '.pub', '.new', '.new.pub'].map((end) => `id_ed25519${end}`);
  await Promise.all(
    [...keys, 'network.json.new'].map((file) => rm(join(folders.stateDir, file), { force: true })),
  );
  for (const folder of [join(folders.stateDir, 'hosts'), folders.stateDir]) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (!hasErrno(error, 'ENOENT', 'ENOTEMPTY', 'EBUSY')) throw error;
    }
  }
}

function matches(
  host: { readonly project: string; readonly name: string | undefined },
  filter: SandboxFilter,
): boolean {
  if (filter === 'all') return true;
  if (filter.project !== undefined && filter.project !== host.project) return false;
  return filter.names === undefined || (host.name !== undefined && filter.names.includes(host.name));
}

function newRecord(
  spec: SandboxHostSpec,
  id: string,
  image: string,
  address: string,
  binds: string[],
): HostRecord {
  const { name, project, role, user, memory, disk } = spec;
  return {
    id,
    name,
    project,
    role,
    user,
    address,
    image,
    ...(memory === undefined ? {} : { memory: parseSize(memory, 'memory') }),
    ...(disk === undefined ? {} : { disk: parseSize(disk, 'disk') }),
    binds,
    hostKeys: [],
    made: false,
  };
}

function byName(a: HostRecord, b: HostRecord): number {
  return a.project.localeCompare(b.project) || a.name.localeCompare(b.name);
}
