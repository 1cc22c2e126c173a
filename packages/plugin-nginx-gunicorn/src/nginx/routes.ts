import { activationPlan, type Endpoint, type Fck, type Section, type Site, type Validation } from '@fck/core';
import { PASS_HEADER } from './maintenance-files.js';
import type { NginxSection } from './section.js';
import { nginxValue } from './value.js';
import { websocketHeaders } from './websockets.js';

/** Requests of a site that go to another service than the others. */
export interface Route {
  /** With a slash at its end: everything below it. */
  readonly path: string;
  readonly service: string;
  readonly endpoints: readonly Endpoint[];
}

/** The routes of a site, with the addresses of their services. */
export function routesOf({ section, listeners = {} }: Site<NginxSection>): Route[] {
  return Object.entries(section.routes).map(([path, service]) => ({
    path,
    service,
    endpoints: (listeners[service] ?? []).flatMap(({ endpoint }) => endpoint ?? []),
  }));
}

export function routeUpstreams(site: string, routes: readonly Route[]): string[] {
  const services = new Map(routes.map((route) => [route.service, route]));
  return [...services.values()].flatMap((route) => upstreamBlock(upstreamOf(site, route), route.endpoints));
}

/** An upstream with the addresses of a service. */
export function upstreamBlock(name: string, endpoints: readonly Endpoint[]): string[] {
  const servers = endpoints.map((endpoint) =>
    endpoint.kind === 'unix' ? `unix:${endpoint.path}` : `${endpoint.address}:${endpoint.port}`,
  );
  return [
    `upstream ${name} {`,
    ...servers.map((server) => `    server ${nginxValue(server, 'the endpoint')};`),
    '}',
    '',
  ];
}

export function routeLocations(site: string, routes: readonly Route[]): string[] {
  return routes.flatMap((route) => [
    `location ${route.path.endsWith('/') ? '^~' : '='} ${nginxValue(route.path, 'the path of a route')} {`,
    ...proxyLines(site, upstreamOf(site, route)).map((line) => `    ${line}`),
    ...(route.endpoints.length > 1 ? ['    proxy_next_upstream off;'] : []),
    '}',
    '',
  ]);
}

/** Passes requests to an upstream. A request is never sent twice: with one server, nginx has no other to try. */
export function proxyLines(site: string, upstream: string): string[] {
  return [
    `proxy_pass http://${upstream};`,
    'proxy_http_version 1.1;',
    ...websocketHeaders(site),
    'proxy_set_header Host $http_host;',
    'proxy_set_header X-Real-IP $remote_addr;',
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    `proxy_set_header ${PASS_HEADER} "";`,
  ];
}

/** The name of a service has no dot, so that no other site has this upstream. */
function upstreamOf(site: string, { service }: Route): string {
  return nginxValue(`fck-route_${service}.${site}`, 'the name of the site');
}

/** Reports routes to what is no service of their role, or does not listen on each of its hosts. */
export function checkRoutes(fck: Fck, section: Section<NginxSection>, { project, report }: Validation): void {
  for (const role of project.roles) {
    const routes = Object.entries(section.of(role)?.routes ?? {});
    if (routes.length === 0) continue;
    const services = activationPlan(fck, role)?.services ?? [];
    const listening = services
      .filter(({ value, hosts }) => value.listens && hosts === 'all')
      .map(({ path }) => path.at(-1));
    for (const [path, service] of routes)
      if (!listening.includes(service))
        report({
          message: `The route ${path} of the role "${role.name}" leads to "${service}", which is no service that listens on each of its hosts.`,
          hint: `Services that do: ${[...new Set(listening)].join(', ') || 'none'}. One of \`activate: services:\` needs \`listen: socket\`, and not \`hosts: 1\`.`,
          where: role.document.placeOf(['activate', 'nginx', 'routes', path]),
        });
  }
}
