import { readFile } from 'node:fs/promises';
import { isLoopback } from '../address.js';

/** The content of a resolv.conf. */
export interface Resolver {
  nameservers: string[];
  /** `search`, `options` and the like, as written. */
  others: string[];
}

/** Reads a resolv.conf. */
export function parseResolvConf(text: string): Resolver {
  const resolver: Resolver = { nameservers: [], others: [] };
  for (const line of text.split('\n')) {
    const [keyword, value] = line.trim().split(/\s+/, 2);
    if (!keyword || /^[#;]/.test(keyword)) continue;
    if (keyword === 'nameserver') {
      if (value) resolver.nameservers.push(value);
    } else resolver.others.push(line.trim());
  }
  return resolver;
}

/** The nameservers that a host can ask: those of the first file with one that is not a local stub of the machine. */
export function chooseResolver(texts: readonly string[]): Resolver {
  const [first, ...rest] = texts.map(parseResolvConf);
  for (const resolver of [first, ...rest]) {
    const nameservers = resolver?.nameservers.filter((address) => !isLoopback(address)) ?? [];
    if (nameservers.length > 0) return { nameservers, others: first?.others ?? [] };
  }
  return { nameservers: [], others: first?.others ?? [] };
}

/** Writes a resolv.conf. */
export function renderResolvConf({ nameservers, others }: Resolver): string {
  return [...nameservers.map((address) => `nameserver ${address}`), ...others, ''].join('\n');
}

/** Reads the machine's resolver, and then the ones that its local stubs use. */
export async function readResolver(): Promise<Resolver> {
  const files = [
    '/etc/resolv.conf',
    '/run/systemd/resolve/resolv.conf',
    '/run/NetworkManager/no-stub-resolv.conf',
    '/run/resolvconf/resolv.conf',
    '/run/dnsmasq/resolv.conf',
  ];
  return chooseResolver(await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => ''))));
}
