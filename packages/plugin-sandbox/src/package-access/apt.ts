import { readdir, readFile } from 'node:fs/promises';
import { hasErrno } from '../errno.js';
import { attempt } from '../process.js';
import type { Distribution } from '../spec.js';
import {
  type AptSource,
  acquireSettings,
  defaultSources,
  distributionSources,
  parseListFile,
  parseSourcesFile,
  renderSources,
  sourcesOfRelease,
} from './apt-sources.js';

/** How this machine fetches distribution packages. */
export interface AptAccess {
  /** A deb822 file. */
  sources: string;
  /** Lines of apt.conf: proxies, certificates, validity checks. */
  settings: string[];
  /** Keys, credentials and mirror lists of this machine that the other fields refer to. */
  files: string[];
  /** Folders of `file:` sources. */
  folders: string[];
}

/** Reads the machine's apt configuration for hosts of a release, without third parties. */
export async function readAptAccess(machine: Distribution, wanted: Distribution): Promise<AptAccess> {
  const [all, origins, settings] = await Promise.all([readSources(), readOrigins(), readSettings()]);
  const found = distributionSources(all, machine, origins);
  const own = found.length > 0 ? found : defaultSources(machine);
  const sources = wanted.suite === machine.suite ? own : sourcesOfRelease(own, machine, wanted);
  const files = new Set(['/etc/apt/auth.conf', '/etc/apt/auth.conf.d', '/etc/apt/trusted.gpg.d']);
  const folders = new Set<string>();
  for (const { signedBy, uris } of sources) {
    for (const path of signedBy?.split(/[\s,]+/) ?? []) if (path.startsWith('/')) files.add(path);
    for (const uri of uris) {
      const [, scheme = '', path = ''] = /^([a-z+]+):(?:\/\/)?(\/.*)$/.exec(uri) ?? [];
      if (scheme === 'mirror+file') files.add(path);
      if (scheme === 'file' || scheme === 'copy') folders.add(path);
    }
  }
  for (const line of settings) {
    const path = /"(\/[^"]+)";$/.exec(line)?.[1];
    if (path) files.add(path); // CaInfo, SslCert, SslKey
  }
  return { sources: renderSources(sources), settings, files: [...files], folders: [...folders] };
}

async function readSources(): Promise<AptSource[]> {
  const folder = '/etc/apt/sources.list.d';
  const names = await readdir(folder).catch(absent<string[]>([]));
  const paths = ['/etc/apt/sources.list', ...names.sort().map((name) => `${folder}/${name}`)];
  const parsed = paths.map(async (path) => {
    const text = await readFile(path, 'utf8').catch(absent(''));
    if (path.endsWith('.sources')) return parseSourcesFile(text);
    return path.endsWith('.list') ? parseListFile(text) : [];
  });
  return (await Promise.all(parsed)).flat();
}

/** Address of a repository -> the origin that its package lists name. Empty before the first `apt-get update`. */
async function readOrigins(): Promise<Map<string, string>> {
  const { stdout } = await attempt(['apt-get', 'indextargets', '--format', '$(REPO_URI)|$(ORIGIN)']);
  const origins = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const [uri, origin] = line.split('|');
    if (uri && origin && !origin.startsWith('$(')) origins.set(uri, origin);
  }
  return origins;
}

async function readSettings(): Promise<string[]> {
  return acquireSettings((await attempt(['apt-config', 'dump'])).stdout);
}

function absent<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return value;
    throw error;
  };
}
