import type { Listen } from '../listen.js';
import { sameListen } from '../listen.js';
import type { NginxSection } from '../section.js';
import { nginxValue } from '../value.js';
import type { Http2 } from './http2.js';
import type { StoredPair } from './stored-pair.js';

/** TLS of a site, as its file needs it. */
export interface SiteTlsFiles extends StoredPair {
  readonly http2: Http2;
}

const PLAIN_PORT = 80;

/** Where a site with TLS listens without it, to redirect to https. */
export function plainListens({ tls }: Pick<NginxSection, 'tls'>, listens: readonly Listen[]): Listen[] {
  if (!tls?.redirect) return [];
  const found: Listen[] = [];
  for (const { address } of listens) {
    const plain = { address, port: PLAIN_PORT };
    if (!found.some((one) => sameListen(one, plain))) found.push(plain);
  }
  return found;
}

/** Words after the address of a `listen`. */
export function tlsOfListen(tls: SiteTlsFiles | undefined): string {
  if (!tls) return '';
  return tls.http2 === 'listen' ? ' ssl http2' : ' ssl';
}

/** The lines of a `server` block with TLS. */
export function tlsLines(tls: SiteTlsFiles | undefined): string[] {
  if (!tls) return [];
  return [
    `ssl_certificate ${nginxValue(tls.certificate, 'the path of the certificate')};`,
    `ssl_certificate_key ${nginxValue(tls.key, 'the path of the key')};`,
    'ssl_protocols TLSv1.2 TLSv1.3;',
    'ssl_session_cache shared:fck_tls:5m;',
    'ssl_session_timeout 1d;',
    // nginx would encrypt them with one key until it is restarted.
    'ssl_session_tickets off;',
    ...(tls.http2 === 'directive' ? ['http2 on;'] : []),
  ];
}

/**
 * The `server` block that redirects to https.
 *
 * @param listens `listen` lines of its own
 */
export function redirectToHttps(section: NginxSection, listens: readonly string[]): string[] {
  if (listens.length === 0) return [];
  const names = section.server_names.map((name) => nginxValue(name, 'a server name'));
  const port = section.listen[0]?.port ?? 443;
  return [
    'server {',
    ...listens.map((listen) => `    ${listen}`),
    `    server_name ${names.join(' ')};`,
    `    return 301 https://$host${port === 443 ? '' : `:${port}`}$request_uri;`,
    '}',
    '',
  ];
}
