import { z } from 'zod';
import { nginxValue } from './value.js';

/** One redirect of a site. */
export interface Redirect {
  /** A path, which begins with a slash, or a host name. */
  readonly from: string;
  readonly to: string;
  readonly status: number;
}

const STATUSES = [301, 302, 303, 307, 308];

const HOST = /^(\*\.|\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;
const PATH = /^\/[^\p{Cc}$?#]*$/u;
const PATH_TARGET = /^(\/|https?:\/\/[^/\s])[^\s\p{Cc}$]*$/u;
const HOST_TARGET = /^(https?:\/\/)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?$/;

/** `redirects`: from paths to paths or URLs, and from host names to host names. */
export function redirectsByOrigin() {
  const status = z.int().refine((code) => STATUSES.includes(code), `must be one of ${STATUSES.join(', ')}`);
  const target = z.union([
    z.string().transform((to) => ({ to, status: 301 })),
    z.strictObject({
      /** A path, a URL, or a host name. */
      to: z.string(),
      /** Default: 301, which browsers remember. */
      status: status.default(301),
    }),
  ]);
  return z.record(z.string(), target).transform((entries, problems): Redirect[] =>
    Object.entries(entries).map(([from, { to, status: code }]) => {
      const wrong = problemOf(from, to);
      if (wrong !== undefined) problems.addIssue({ code: 'custom', path: [from], message: wrong });
      return { from, to, status: code };
    }),
  );
}

function problemOf(from: string, to: string): string | undefined {
  if (isPath(from)) {
    if (!PATH.test(from)) return 'must be redirected from a path without ? # and $';
    if (!PATH_TARGET.test(to))
      return 'must lead to a path or to a URL of http or https, without spaces and $';
    return from === to ? 'must not lead to itself' : undefined;
  }
  if (!HOST.test(from)) return 'must be redirected from a path that begins with / or from a host name';
  if (!HOST_TARGET.test(to))
    return 'must lead to a host name, such as example.com or https://example.com, without a path';
  return hostOf(to) === from.toLowerCase() ? 'must not lead to itself' : undefined;
}

function hostOf(to: string): string {
  return to.replace(/^https?:\/\//, '').toLowerCase();
}

function isPath(from: string): boolean {
  return from.startsWith('/');
}

/** The host names that a site redirects. */
export function redirectedNames(redirects: readonly Redirect[]): string[] {
  return redirects.map(({ from }) => from).filter((from) => !isPath(from));
}

/** The locations of redirected paths. The query of a request is kept, unless the target has one. */
export function redirectLocations(redirects: readonly Redirect[]): string[] {
  return redirects
    .filter(({ from }) => isPath(from))
    .flatMap(({ from, to, status }) => [
      `location = ${nginxValue(from, 'a redirected path')} {`,
      // Of a path alone nginx would make a URL with its own port and http, which is wrong behind a TLS terminator.
      '    absolute_redirect off;',
      `    return ${status} ${nginxValue(to, 'the target of a redirect', /[?#]/.test(to) ? {} : { after: '$is_args$args' })};`,
      '}',
      '',
    ]);
}

/**
 * The `server` blocks of redirected host names.
 *
 * @param listens `listen` lines of the site, without `default_server`, and the lines of its TLS
 */
export function redirectServers(redirects: readonly Redirect[], listens: readonly string[]): string[] {
  return redirects
    .filter(({ from }) => !isPath(from))
    .flatMap(({ from, to, status }) => {
      const target = /^https?:/.test(to)
        ? nginxValue(to, 'the target of a redirect', { after: '$request_uri' })
        : nginxValue(`://${to}`, 'the target of a redirect', { before: '$scheme', after: '$request_uri' });
      return [
        `server { ${listens.join(' ')}`,
        `    server_name ${nginxValue(from, 'a redirected host name')};`,
        `    return ${status} ${target};`,
        '}',
        '',
      ];
    });
}
