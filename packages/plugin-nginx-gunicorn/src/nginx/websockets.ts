import { siteVariable } from './site-variable.js';

/**
 * Maps for websockets: only for them, nginx passes the client's wish on to upgrade a connection. Passing on every wish would let a
 * client smuggle requests past nginx, to a service that speaks HTTP/2 without TLS.
 */
export function websocketMaps(site: string): string[] {
  return [
    `map $http_upgrade ${upgradeOf(site)} { default ""; ~*^websocket$ websocket; }`,
    `map $http_upgrade ${connectionOf(site)} { default ""; ~*^websocket$ upgrade; }`,
    '',
  ];
}

/** Headers of requests to a service. Without a websocket, the connection is kept for further requests. */
export function websocketHeaders(site: string): string[] {
  return [
    `proxy_set_header Upgrade ${upgradeOf(site)};`,
    `proxy_set_header Connection ${connectionOf(site)};`,
  ];
}

function upgradeOf(site: string): string {
  return siteVariable('upgrade', site);
}

function connectionOf(site: string): string {
  return siteVariable('connection', site);
}
