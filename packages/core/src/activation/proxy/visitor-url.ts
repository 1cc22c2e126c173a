import { isIPv6 } from 'node:net';

/**
 * The URL of a site for visitors, derived from the one that its own host uses.
 *
 * @param address of the host, as fck connects to it
 */
export function visitorUrl(
  { url: local, hostName }: { readonly url: string; readonly hostName?: string | undefined },
  address: string,
): string {
  const url = new URL(local);
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const name = hostName ?? (isLocal ? named(address) : url.hostname);
  // Port 443 means https for visitors, also where TLS ends in front of the site.
  if (url.port === '443') return `https://${name}${url.pathname}`;
  return `${url.protocol}//${name}${url.port === '' ? '' : `:${url.port}`}${url.pathname}`;
}

function named(address: string): string {
  if (address === 'local') return 'localhost';
  return isIPv6(address) ? `[${address}]` : address;
}
