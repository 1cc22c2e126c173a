import type { Endpoint, Site, Template } from '@fck/core';
import type { HaproxySection } from './section.js';

/** The data of a site's file. */
export interface HaproxySite extends Site<HaproxySection> {
  /** Whether the site listens on IPv6, too. */
  readonly isIpv6: boolean;
}

declare module '@fck/core' {
  interface TemplateData {
    'haproxy.site': HaproxySite;
  }
}

/** The file of one site, which other plugins may change. */
export const siteTemplate: Template<HaproxySite> = {
  about: "haproxy's configuration of one site: a frontend and a backend.",
  data: {
    name: 'name of the site: `<project>.<role>`',
    build: 'what is to serve',
    buildPath: 'its folder',
    instance: 'the instance that requests are passed to',
    listeners: 'the instances that listen, by service',
    section: 'the validated section `activate: haproxy:`',
    verificationPath:
      'path that only the host itself may ask, and that must answer with `verificationAnswer`',
    verificationAnswer: 'tells which build serves',
    isIpv6: 'whether the host has IPv6',
  },
  render: siteFile,
  missing: (text, { verificationAnswer, verificationPath, instance }) =>
    [verificationAnswer, verificationPath, address(instance?.endpoint)]
      .filter((needed) => !text.includes(needed))
      .map((needed) => `\`${needed}\``),
};

/**
 * Renders haproxy's configuration of one site. Core makes the name, the verification and its path of letters, digits and `._-/`;
 * the section's schema allows no other characters either.
 */
export function siteFile({
  name,
  section,
  instance,
  verificationPath,
  verificationAnswer,
  isIpv6,
}: HaproxySite): string {
  return `# Written by fck. Changes made here are lost with the next activation.
frontend fck.${name}
    mode http
    bind *:${section.listen}
${isIpv6 ? `    bind [::]:${section.listen} v6only\n` : ''}    # Only this host may see which build serves.
    http-request return status 200 content-type text/plain string '${verificationAnswer}' if { path '${verificationPath}' } { src 127.0.0.0/8 ::1 }
    http-request deny deny_status 404 if { path '${verificationPath}' }
${namesOnly(section.server_names)}    http-request set-header X-Forwarded-Proto http
    default_backend fck.${name}

backend fck.${name}
    mode http
    option forwardfor
    timeout connect 5s
    timeout server 60s
    # Kept-alive connections to an instance would delay its stop.
    option http-server-close
    server instance ${address(instance?.endpoint)}
`;
}

function namesOnly(names: readonly string[]): string {
  if (names.length === 0) return '';
  const host = 'req.hdr(host),field(1,:),lower';
  const exact = names.filter((name) => !name.startsWith('*'));
  const endings = names.filter((name) => name.startsWith('*')).map((name) => name.slice(1));
  return [
    ...exact.map((name) => `    acl named ${host} -m str '${name.toLowerCase()}'`),
    ...endings.map((ending) => `    acl named ${host} -m end '${ending.toLowerCase()}'`),
    '    http-request deny deny_status 421 unless named\n',
  ].join('\n');
}

function address(endpoint: Endpoint | undefined): string {
  // A site without a service was refused in `prepare`.
  if (!endpoint) return '127.0.0.1:9';
  return endpoint.kind === 'unix' ? `unix@${endpoint.path}` : `${endpoint.address}:${endpoint.port}`;
}
