import { createHash, createHmac } from 'node:crypto';

/** One usable line of a known_hosts file. */
export interface KnownHost {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  readonly revoked: boolean;
  /** True for the key of an authority that signs host keys for these names (`@cert-authority`), not a host's own key. */
  readonly authority?: boolean | undefined;
  /** As in the file: names and patterns separated by commas, or one hashed name. */
  readonly names: string;
  /** Such as `ssh-ed25519`. */
  readonly type: string;
  readonly key: Buffer;
}

/** Reads the text of a known_hosts file. Lines that cannot be used (comments, damaged ones) are left out. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const known = parseLine(line.trim());
    return known ? [{ ...known, file, line: index + 1 }] : [];
  });
}

function parseLine(line: string): Omit<KnownHost, 'file' | 'line'> | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const words = line.split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
  if (marker !== undefined && marker !== '@revoked' && marker !== '@cert-authority') return undefined;
  const [names, type, text] = words;
  const key = type === undefined || text === undefined ? undefined : parseKeyBlob(type, text);
  if (names === undefined || type === undefined || !key) return undefined;
  const authority = marker === '@cert-authority';
  return { revoked: marker === '@revoked', ...(authority ? { authority } : {}), names, type, key };
}

/** The bytes of a public key, if they match the type that the line gives: a key begins with the name of its type. */
export function parseKeyBlob(type: string, base64: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]+=*$/.test(base64)) return undefined;
  const key = Buffer.from(base64, 'base64');
  return keyType(key) === type ? key : undefined;
}

/** The type that is named inside a public key; empty if the bytes are no key. */
export function keyType(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length > 0 && length <= key.length - 4 ? key.toString('latin1', 4, 4 + length) : '';
}

/** The name under which known_hosts knows an address. */
export function knownHostName(address: string, port: number): string {
  const name = address.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Whether the names of a line match this one by OpenSSH's rules: patterns, `!` for exclusions, or a hash. */
export function matchesName(names: string, name: string): boolean {
  if (names.startsWith('|')) return matchesHash(names, name);
  let matched = false;
  for (const pattern of names.split(',')) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern((negated ? pattern.slice(1) : pattern).toLowerCase(), name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function matchesHash(names: string, name: string): boolean {
  const [, version, salt, hash] = names.split('|');
  if (version !== '1' || !salt || !hash) return false;
  // OpenSSH hashes names with SHA-1. That only hides the names; no key depends on it.
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** `*` is any text, `?` any one character. Linear for every pattern: it backtracks to the last `*` only. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [at, in_, star, mark] = [0, 0, -1, 0];
  while (in_ < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at;
      mark = in_;
      at += 1;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[in_])) {
      at += 1;
      in_ += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      in_ = mark;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

/** As OpenSSH shows keys: `SHA256:…`. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
