import type { Maintenance } from '@fck/core';
import { siteVariable } from './site-variable.js';
import { nginxValue } from './value.js';

/** The files of one site's maintenance. Its own file always includes the first two, if they exist. */
export interface MaintenanceFiles {
  readonly folder: string;
  /** For the http block: who gets the page. */
  readonly http: string;
  /** For the `server` block: the page. */
  readonly server: string;
  /** The header with which fck's own requests get the site as usual. */
  readonly pass: string;
}

/** Where the files are. Activations do not touch them: so a maintenance outlives deploys, undone ones and reboots. */
export function maintenanceFiles(siteName: string): MaintenanceFiles {
  const folder = `/etc/nginx/fck/${siteName}`;
  return {
    folder,
    http: `${folder}/maintenance-http.conf`,
    server: `${folder}/maintenance-server.conf`,
    pass: `${folder}/maintenance-pass`,
  };
}

/** An `include` of a file that may be missing: nginx takes a pattern that matches nothing. */
export function includeIfThere(file: string): string {
  return `include ${nginxValue(`${file.slice(0, -1)}[${file.slice(-1)}]`, 'the path of an included file')};`;
}

/** The header of the pass. nginx keeps it from services. */
export const PASS_HEADER = 'X-Fck-Maintenance';

/** The line of a request's head that gets the site as usual. */
export function passLine(pass: string): string {
  return `${PASS_HEADER}: ${pass}\n`;
}

/** What a file that {@link passLine} has written contains. */
export function passIn(text: string): string | undefined {
  return /^X-Fck-Maintenance: ([0-9a-f]+)$/m.exec(text)?.[1];
}

interface WithPass {
  readonly siteName: string;
  readonly maintenance: Maintenance;
  /** In lower case: nginx compares it so. */
  readonly pass: string;
  readonly verificationPath: string;
}

/** The file for the http block. Its first line records the maintenance. */
export function httpText({ siteName, maintenance, pass, verificationPath }: WithPass): string {
  const variable = (purpose: string) => siteVariable(`maintenance_${purpose}`, siteName);
  const paths = [...new Set([verificationPath, ...maintenance.allowPaths])].map((path) =>
    nginxValue(path, 'an allowed path'),
  );
  const [allowed, passes, isOpen] = [variable('allowed'), variable('passes'), variable('open')];
  return [
    `# ${JSON.stringify(maintenance)}`,
    `geo ${allowed} { default 0; ${maintenance.allow.map((network) => `${network} 1; `).join('')}}`,
    `map $http_${PASS_HEADER.toLowerCase().replaceAll('-', '_')} ${passes} { default 0; ${pass} 1; }`,
    '# Certificates are renewed during a maintenance, too.',
    `map $uri ${isOpen} { default 0; ~^/\\.well-known/acme-challenge/ 1; ${paths.map((path) => `${path} 1; `).join('')}}`,
    `map "${allowed}${passes}${isOpen}" ${isOn(siteName)} { default 0; 000 1; }`,
    '',
  ].join('\n');
}

/** The file for the `server` block. */
export function serverText({ siteName, maintenance, verificationPath }: WithPass): string {
  const page = nginxValue(`${verificationPath}.maintenance`, 'the path of the maintenance');
  return [
    '# Written by `fck maintenance on`, removed by `fck maintenance off`.',
    `if (${isOn(siteName)}) { rewrite ^ ${page} last; }`,
    `location = ${page} {`,
    '    internal;',
    '    types { }',
    '    default_type text/html;',
    '    charset utf-8;',
    `    add_header Retry-After ${maintenance.retryAfter} always;`,
    '    add_header Cache-Control no-store always;',
    `    return 503 ${nginxValue(pageOf(maintenance.message), 'the message')};`,
    '}',
    '',
  ].join('\n');
}

function isOn(siteName: string): string {
  return siteVariable('maintenance', siteName);
}

/** The record in the first line of the file for the http block; undefined if there is none that can be read. */
export function maintenanceIn(text: string): Maintenance | undefined {
  try {
    const { since, message, allow, allowPaths, retryAfter } = JSON.parse(
      /^# (\{.*\})$/m.exec(text)?.[1] ?? '',
    ) as Maintenance;
    return { since, message, allow, allowPaths, retryAfter };
  } catch {
    return undefined;
  }
}

const USUAL_MESSAGE = 'This site is in maintenance. It will be back soon.';

function pageOf(message = USUAL_MESSAGE): string {
  return `<!doctype html><html><head><title>Maintenance</title><meta name="viewport" content="width=device-width"></head><body style="font-family: sans-serif; margin: 15vh auto; max-width: 34em; padding: 0 1em"><p>${asHtml(message)}</p></body></html>`;
}

/** nginx has no way to write a dollar sign; HTML has one. */
function asHtml(text: string): string {
  return text.replace(/[&<>"'$]/g, (sign) => `&#${sign.codePointAt(0)};`).replace(/\r?\n/g, '<br>');
}
