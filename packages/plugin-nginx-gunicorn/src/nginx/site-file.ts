import type { Endpoint } from '@fck/core';
import { gzipLines } from './gzip.js';
import { formatListen, isAllOfIpv4 } from './listen.js';
import { includeIfThere, maintenanceFiles } from './maintenance-files.js';
import { redirectLocations, redirectServers } from './redirects.js';
import { headerLines, lifetimeLine } from './response-headers.js';
import { proxyLines, type Route, routeLocations, routeUpstreams, upstreamBlock } from './routes.js';
import type { NginxSection } from './section.js';
import { nameOfNoRequest } from './server-names.js';
import type { StaticLocation } from './static-files.js';
import { timeoutLines } from './timeouts.js';
import { plainListens, redirectToHttps, type SiteTlsFiles, tlsLines, tlsOfListen } from './tls/directives.js';
import { hstsHeader } from './tls/section.js';
import { serverOfUnknownNames } from './unknown-names.js';
import { nginxValue } from './value.js';
import { websocketMaps } from './websockets.js';

declare module '@fck/core' {
  interface TemplateData {
    'nginx.site': NginxSite;
  }
}

/** The data of one site's configuration file. */
export interface NginxSite {
  readonly name: string;
  /** The address that nginx passes requests to; undefined for a site of static files. */
  readonly endpoint: Endpoint | undefined;
  /** `listen` is where nginx listens on this host. */
  readonly section: NginxSection;
  readonly statics: readonly StaticLocation[];
  /** Paths whose requests go to other services than `endpoint`. */
  readonly routes?: readonly Route[] | undefined;
  /** Names with which a site without `server_names` answers what no other site does; undefined: as nginx's default site. */
  readonly restNames?: readonly string[] | undefined;
  /** The certificate, its key, and how nginx speaks HTTP/2; undefined for a site without TLS of its own. */
  readonly tls?: SiteTlsFiles | undefined;
  readonly verificationPath: string;
  readonly verificationAnswer: string;
}

/**
 * Writes nginx's configuration file of one site.
 *
 * @throws FckError `NGINX_VALUE` if nginx's syntax cannot express a value.
 */
export function siteFile(site: NginxSite): string {
  const { name, endpoint, section, statics, routes = [] } = site;
  const maintenance = maintenanceFiles(name);
  const server = [
    ...serverLines(site),
    includeIfThere(maintenance.server),
    '',
    ...responseLines(site),
    ...verificationLocation(site),
    ...redirectLocations(section.redirects),
    ...statics.flatMap(staticLocation),
    ...routeLocations(name, routes),
    ...(endpoint ? proxyLocation(name) : []),
    ...section.extra,
  ];
  while (server.at(-1) === '') server.pop();
  const plain = plainListens(section, section.listen).map((one) => `listen ${formatListen(one)};`);
  const listens = [...listenLines(site), ...tlsLines(site.tls), ...plain];
  return [
    '# Written by fck. Changes made here are lost with the next activation.',
    ...(endpoint ? upstreamBlock(upstreamName(name), [endpoint]) : []),
    ...routeUpstreams(name, routes),
    ...(endpoint || routes.length > 0 ? websocketMaps(name) : []),
    includeIfThere(maintenance.http),
    '',
    ...section.http_extra,
    ...(section.server_names.length > 0 ? serverOfUnknownNames(name, listens) : []),
    ...redirectServers(section.redirects, listens),
    ...redirectToHttps(section, plain),
    'server {',
    ...server.map((line) => (line === '' ? line : `    ${line}`)),
    '}',
    '',
  ].join('\n');
}

/** @param more after the address: `default_server` */
function listenLines({ section, tls }: NginxSite, more = ''): string[] {
  return section.listen.map((one) => `listen ${formatListen(one)}${tlsOfListen(tls)}${more};`);
}

function serverLines(site: NginxSite): string[] {
  const { name, section, restNames, tls } = site;
  const answered = [...section.server_names, ...(restNames ?? [])];
  const names = answered.map((name) => nginxValue(name, 'a server name'));
  return [
    ...listenLines(site, names.length === 0 ? ' default_server' : ''),
    `server_name ${names.join(' ') || nameOfNoRequest(name)};`,
    ...tlsLines(tls),
    '',
  ];
}

/** What concerns all locations of the site. */
function responseLines({ section, statics }: NginxSite): string[] {
  const { timeouts, gzip, body_size: size = section.client_max_body_size } = section;
  const hsts = section.tls && hstsHeader(section.tls);
  const headers =
    hsts === undefined ? section.headers : { ...section.headers, 'Strict-Transport-Security': hsts };
  const lines = [
    ...(size === undefined ? [] : [`client_max_body_size ${nginxValue(size, 'the body size')};`]),
    ...timeoutLines(timeouts),
    ...(gzip ? gzipLines() : []),
    ...headerLines(
      headers,
      statics.some(({ cache }) => cache !== undefined),
    ),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}

/**
 * Reports which build serves, to the host itself only. The host may use the address that nginx listens on.
 * nginx runs `return` before `allow` and `deny`: hence the detour by `try_files`, which runs after them.
 */
function verificationLocation({ section, verificationPath, verificationAnswer }: NginxSite): string[] {
  const own = section.listen.flatMap(({ address }) =>
    isAllOfIpv4(address) || address === '[::]' ? [] : [address.replace(/^\[|\]$/g, '')],
  );
  const allowed = ['127.0.0.1', '::1', ...own];
  return [
    `location = ${nginxValue(verificationPath, 'the path of the verification')} {`,
    ...[...new Set(allowed)].map((address) => `    allow ${address};`),
    '    deny all;',
    `    try_files ${nginxValue(`${verificationPath}.no-such-file`, 'the path of the verification')} @fck_verification;`,
    '}',
    'location @fck_verification {',
    '    default_type text/plain;',
    `    return 200 ${nginxValue(verificationAnswer, 'the verification')};`,
    '}',
    '',
  ];
}

function staticLocation({ url, path, isFolder, cache, precompressed }: StaticLocation): string[] {
  // Without a slash at the end of both, `/static../secret` would leave the folder.
  const match = isFolder ? '^~' : '=';
  return [
    `location ${match} ${nginxValue(url, 'the url of static files')} {`,
    `    alias ${nginxValue(path, 'the path of static files')};`,
    ...(cache === undefined ? [] : [`    ${lifetimeLine(cache)}`]),
    ...(precompressed ? ['    gzip_static on;'] : []),
    '}',
    '',
  ];
}

function proxyLocation(name: string): string[] {
  return ['location / {', ...proxyLines(name, upstreamName(name)).map((line) => `    ${line}`), '}', ''];
}

function upstreamName(name: string): string {
  return nginxValue(`fck_${name}`, 'the name of the site');
}
