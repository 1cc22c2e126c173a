import { publishedHostKeys } from './host-keys.js';
import { type Repository, sshUrlsOf } from './repository.js';
import type { KeysSection } from './schemas.js';

/** One git host that repositories are fetched from over ssh, and how a machine gets access there. */
export interface GitHost {
  readonly host: string;
  /** The ports of its repositories. */
  readonly ports: readonly number[];
  /** The entry of `keys:` with the key for it. */
  readonly key: { readonly name: string; readonly localFile: string } | undefined;
  /** Its public host keys; undefined: pinned at the first contact. */
  readonly hostKeys: readonly string[] | undefined;
}

/**
 * The git hosts of these repositories, each with its own key, or else the key for all hosts; and those that a key names: submodules
 * may come from there.
 */
export function planAccess(keys: KeysSection, repositories: readonly Repository[]): readonly GitHost[] {
  const ports = new Map<string, Set<number>>();
  for (const { host, port } of sshUrlsOf(repositories)) {
    ports.set(host, (ports.get(host) ?? new Set()).add(port));
  }
  const known = new Set([...ports.keys()].map((host) => host.toLowerCase()));
  for (const host of Object.values(keys).filter(isLogin).flatMap(hostsOf))
    if (!known.has(host.toLowerCase())) ports.set(host, new Set([22]));
  return [...ports].map(([host, usedPorts]) => ({
    host,
    ports: [...usedPorts].sort((a, b) => a - b),
    key: keyFor(host, keys),
    hostKeys: hostKeysFor(host, keys) ?? publishedHostKeys[host.toLowerCase()],
  }));
}

type KeyEntry = KeysSection[string];

function keyFor(host: string, keys: KeysSection): GitHost['key'] {
  const usable = Object.entries(keys).filter(([, entry]) => isLogin(entry));
  const [name, entry] =
    usable.find(([, candidate]) => servesHost(candidate, host)) ??
    usable.find(([, candidate]) => servesAllHosts(candidate)) ??
    [];
  return name === undefined || entry?.local_file === undefined
    ? undefined
    : { name, localFile: entry.local_file };
}

function hostKeysFor(host: string, keys: KeysSection): readonly string[] | undefined {
  const pinned = Object.values(keys).flatMap((entry) =>
    servesHost(entry, host) ? (entry.host_key ?? []) : [],
  );
  return pinned.length > 0 ? pinned : undefined;
}

function isLogin(entry: KeyEntry): boolean {
  return entry.private && entry.local_file !== undefined;
}

/** Whether a key was given for this very host. */
function servesHost(entry: KeyEntry, host: string): boolean {
  return hostsOf(entry).some((name) => name.toLowerCase() === host.toLowerCase());
}

function servesAllHosts(entry: KeyEntry): boolean {
  return hostsOf(entry).length === 0;
}

function hostsOf(entry: KeyEntry): readonly string[] {
  return entry.hosts ?? (entry.host === undefined ? [] : [entry.host]);
}
