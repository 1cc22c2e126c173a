import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hasErrno } from './errno.js';
import { sandboxErrors } from './errors.js';

/** Where the hosts of one state folder live. */
export interface Folders {
  stateDir: string;
  cacheDir: string;
}

/** The record of the network: written before the bridge is made. */
export interface NetworkRecord {
  bridge: string;
  /** `10.213.0.0/24` */
  subnet: string;
  gateway: string;
}

/** The record of a host: written before anything of it is made. */
export interface HostRecord {
  id: string;
  name: string;
  project: string;
  role: string;
  user: string;
  address: string;
  /** The root of its image. */
  image: string;
  memory?: number;
  disk?: number;
  /** Folders of this machine that the host sees, read-only. */
  binds: string[];
  hostKeys: string[];
  /** False until the host has been furnished; an unfurnished host is made again from scratch. */
  made: boolean;
}

/** The folder of one host. */
export function hostFolder(folders: Folders, id: string): string {
  return join(folders.stateDir, 'hosts', id);
}

/** Where a host's whole file tree is mounted. */
export function rootOf(folders: Folders, id: string): string {
  return join(hostFolder(folders, id), 'root');
}

/** Makes the folders absolute: names of resources are derived from them. */
export function resolveFolders(stateDir?: string, cacheDir?: string): Folders {
  return {
    stateDir: resolve(stateDir ?? '/var/lib/fck-sandbox'),
    cacheDir: resolve(cacheDir ?? '/var/cache/fck-sandbox'),
  };
}

/** The ids of all hosts with a folder: only these can own resources. */
export async function hostIds(folders: Folders): Promise<string[]> {
  try {
    const entries = await readdir(join(folders.stateDir, 'hosts'));
    return entries.filter((entry) => /^[0-9a-f]{8}$/.test(entry)).sort();
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}

/** The file that marks a host's folder as ours and names its project: created first, removed last. */
export const OWN_MARK = '.made-by-fck';

/** Makes the folder of a host, with the mark as its first file. */
export async function makeHostFolder(folders: Folders, { id, project }: HostRecord): Promise<void> {
  const folder = hostFolder(folders, id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, OWN_MARK), project);
}

/** The project of a host's folder without a record; undefined if the folder is not ours. */
export async function projectInMark(folders: Folders, id: string): Promise<string | undefined> {
  try {
    return await readFile(join(hostFolder(folders, id), OWN_MARK), 'utf8');
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** The record of a host; undefined if a crash came before it was written. */
export function readHost(folders: Folders, id: string): Promise<HostRecord | undefined> {
  return readJson<HostRecord>(join(hostFolder(folders, id), 'host.json'));
}

/** The records of all hosts. */
export async function readHosts(folders: Folders): Promise<HostRecord[]> {
  const records = await Promise.all((await hostIds(folders)).map((id) => readHost(folders, id)));
  return records.filter((record) => record !== undefined);
}

/** Makes the record of a host durable. */
export async function writeHost(folders: Folders, record: HostRecord): Promise<void> {
  await writeJson(join(hostFolder(folders, record.id), 'host.json'), record);
}

/** The file with the record of the network. */
export function networkFile(folders: Folders): string {
  return join(folders.stateDir, 'network.json');
}

/** Reads what `writeJson` wrote; undefined if there is no file. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw sandboxErrors.state(path, cause);
  }
}

/** Writes a file atomically and durably. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.new`; // one name, so that a crash leaves at most one file
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(value, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const folder = await open(dirname(path));
  await folder.sync().finally(() => folder.close());
}
