import { createHash } from 'node:crypto';

/**
 * The server name of a site without names, which no request asks for. `_` would not do: it is in the site of Red Hat's nginx.conf, and nginx
 * warns of a name that two sites have. It is short, since nginx refuses names that its hash table has no room for.
 */
export function nameOfNoRequest(siteName: string): string {
  return `${createHash('sha256').update(siteName).digest('hex').slice(0, 8)}.fck.invalid`;
}

/** Names as nginx compares them: in lower case, and `.example.com` is `example.com` and `*.example.com`. */
export function comparableNames(names: readonly string[]): string[] {
  return names
    .map((name) => name.toLowerCase())
    .flatMap((name) => (name.startsWith('.') ? [name.slice(1), `*${name}`] : [name]));
}
