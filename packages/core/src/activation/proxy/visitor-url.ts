import { isIPv6 } from 'node:net';

/**
 * Where visitors find a site, by how its own host reaches it.
 *
 * @param address of the host, as it is connected to
 */
export function visitorUrl(
  { url: local, hostName }: { readonly url: string; readonly hostName?: string | undefined },
  address: string,
): string {
  const url = new URL(local);
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const name = hostName ?? (isLocal ? named(address) : url.hostname);
  // Whatever ends TLS in front of the site, visitors come to that port with https.
  if (url.port === '443') return `https://${name}${url.pathname}`;
  return `${url.protocol}//${name}${url.port === '' ? '' : `:${url.port}`}${url.pathname}`;
}

function named(address: string): string {
  if (address === 'local') return 'localhost';
  return isIPv6(address) ? `[${address}]` : address;
}
