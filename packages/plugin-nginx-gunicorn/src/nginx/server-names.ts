import { createHash } from 'node:crypto';

/**
 * The server name of a site without names; no request has it. `_` is unsuitable: Red Hat's nginx.conf has it, and nginx warns about a
 * name that two sites have. It is short, since nginx refuses names that do not fit into its hash table.
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
