import { siteHash } from './site-variable.js';

/**
 * A server name that no request has, for a block that answers requests for other names. `_` is unsuitable: Red Hat's nginx.conf has it,
 * and nginx warns about a name that two sites have. It is short, since nginx refuses names that do not fit into its hash table.
 */
export function nameOfNoRequest(siteName: string): string {
  return `${siteHash(siteName)}.fck.invalid`;
}

/** Names as nginx compares them: in lower case, and `.example.com` is `example.com` and `*.example.com`. */
export function comparableNames(names: readonly string[]): string[] {
  return names
    .map((name) => name.toLowerCase())
    .flatMap((name) => (name.startsWith('.') ? [name.slice(1), `*${name}`] : [name]));
}
