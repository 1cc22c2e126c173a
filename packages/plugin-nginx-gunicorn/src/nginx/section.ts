import { escaped, Secret } from '@fck/core';
import { z } from 'zod';
import { cacheLifetime } from './cache-lifetime.js';
import { type Listen, parseListen } from './listen.js';
import { redirectedNames, redirectsByOrigin } from './redirects.js';
import { headersByName } from './response-headers.js';
import { routesByPath } from './routes-by-path.js';
import { timeoutsOfProxy } from './timeouts.js';
import { hstsHeader, type TlsSection, tlsOfSite } from './tls/section.js';

/** The section `activate: nginx:`. */
export const nginxSection = z.lazy(() => {
  const listen = z.union([z.int(), z.string()]).transform((written, problems): Listen => {
    const parsed = parseListen(written);
    if (parsed) return parsed;
    problems.addIssue({
      code: 'custom',
      message: "must be a port or address:port, such as 80 or '10.0.0.5:8080'",
    });
    return z.NEVER;
  });

  const serverName = z
    .string()
    .regex(
      /^(\*\.|\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?(\.\*)?$/,
      'must be a host name, such as www.example.com or *.example.com',
    );

  /** The ancestor's files may contain `None`, which YAML reads as a string. */
  const serverNames = z
    .union([
      z.literal('None').transform(() => []),
      z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean)),
      z.array(z.string()),
    ])
    .nullish()
    .transform((names) => names ?? [])
    .pipe(z.array(serverName))
    .transform(withoutRepeated);

  const noControlCharacters = /^\P{Cc}+$/u;

  const staticFiles = z.strictObject({
    /** Prefix of the request path; for a single file: the whole path. */
    url: z.string().regex(/^\/[^\p{Cc}$?#]*$/u, 'must be a path that begins with /, without ? # and $'),
    /** Folder (or file) in the build, or an absolute path. */
    local: z
      .string()
      .regex(noControlCharacters)
      .regex(/^[^$]*$/, 'must not contain $'),
    /** How long browsers and caches may keep the files: seconds, `30d`, `'1y immutable'`; `false`: they check at each use. */
    cache: cacheLifetime().optional(),
    /** Serve `style.css.gz` in place of `style.css` to browsers that take it, where nginx has the module. */
    precompressed: z.boolean().default(false),
  });

  const size = z.union([
    z.int().nonnegative().transform(String),
    z.string().regex(/^\d+[kKmMgG]?$/, 'must be a size such as 10m'),
  ]);

  const extraLines = z.union([
    z.string(),
    z.custom<Secret>((value) => value instanceof Secret, { error: 'expected lines of nginx' }),
  ]);
  const extra = z
    .union([extraLines, z.array(extraLines)])
    .transform((lines) => [lines].flat().map(asWritten).join('\n').split('\n'));

  const section = z.strictObject({
    /** Where nginx listens: 80, or 443 with `tls`. A port alone means all addresses, including IPv6 if the host has it. */
    listen: z.union([listen.transform((one) => [one]), z.array(listen).min(1)]).optional(),
    /** Serve over TLS with a certificate of the site's own. */
    tls: tlsOfSite().optional(),
    /** Host names that the site answers to. Without any, it answers what no other site does. */
    server_names: serverNames,
    static: z
      .array(staticFiles)
      .nullish()
      .transform((entries) => entries ?? []),
    /** Headers of every answer. They replace those of the service. */
    headers: headersByName()
      .nullish()
      .transform((headers) => headers ?? {}),
    /** From paths to paths or URLs, and from host names to host names. */
    redirects: redirectsByOrigin()
      .nullish()
      .transform((redirects) => redirects ?? []),
    /** From paths to services of the role that listen. */
    routes: routesByPath()
      .nullish()
      .transform((routes) => routes ?? {}),
    /** Largest request body: `10m`. Without it, nginx takes 1 MB. */
    body_size: size.optional(),
    /** nginx's name of `body_size`. */
    client_max_body_size: size.optional(),
    /** How long nginx waits for the service. */
    timeouts: timeoutsOfProxy().optional(),
    /** Compress answers. */
    gzip: z.boolean().default(false),
    /** Lines that are inserted unchanged into the `server` block. */
    extra: extra.nullish().transform((lines) => lines ?? []),
    /** Lines that are inserted unchanged before the `server` block, for what nginx takes only there: `map`, `limit_req_zone`. */
    http_extra: extra.nullish().transform((lines) => lines ?? []),
  });
  const checked = section.superRefine((value, problems) => {
    for (const problem of problemsOfTls(value)) problems.addIssue({ code: 'custom', ...problem });
    const { body_size: bodySize, client_max_body_size: sameOfNginx, server_names: names, redirects } = value;
    if (bodySize !== undefined && sameOfNginx !== undefined)
      problems.addIssue({
        code: 'custom',
        path: ['client_max_body_size'],
        message: 'is another name of `body_size`: leave one of them out',
      });
    for (const { url } of value.static)
      if (url in value.routes)
        problems.addIssue({
          code: 'custom',
          path: ['routes', url],
          message: 'is the `url` of static files, too: the site cannot do both',
        });
    const lowerCase = names.map((name) => name.toLowerCase());
    for (const name of redirectedNames(redirects)) {
      if (lowerCase.includes(name.toLowerCase()))
        problems.addIssue({
          code: 'custom',
          path: ['redirects', name],
          message: 'is among `server_names`, too: the site cannot both answer and redirect',
        });
    }
  });
  return checked.transform((value) => ({
    ...value,
    listen: value.listen ?? [{ address: undefined, port: value.tls ? 443 : 80 }],
  }));
});

/** What `tls` needs of other keys. */
function problemsOfTls({
  tls,
  listen = [],
  server_names: names,
  headers,
}: {
  readonly tls?: TlsSection | undefined;
  readonly listen?: readonly Listen[] | undefined;
  readonly server_names: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}): { path: string[]; message: string }[] {
  if (!tls) return [];
  const isHeader = (name: string) => name.toLowerCase() === 'strict-transport-security';
  return [
    ...(names.length === 0
      ? [{ path: ['tls'], message: 'needs `server_names`: a certificate is for names' }]
      : []),
    ...(tls.redirect && listen.some(({ port }) => port === 80)
      ? [
          {
            path: ['listen'],
            message: 'is where `tls` is spoken, and port 80 redirects there: leave it out for port 443',
          },
        ]
      : []),
    ...(hstsHeader(tls) !== undefined && Object.keys(headers).some(isHeader)
      ? [{ path: ['tls', 'hsts'], message: 'is among `headers`, too: leave one of them out' }]
      : []),
  ];
}

/** nginx treats a repeated name, in other case too, as a name of two sites. */
function withoutRepeated(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

/** Lines from the environment may contain a password for the upstream. */
function asWritten(lines: string | Secret): string {
  return escaped(lines, (text) => text);
}

/** A checked `activate: nginx:`. */
export type NginxSection = z.output<typeof nginxSection>;
