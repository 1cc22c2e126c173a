import { z } from 'zod';
import { nginxValue } from './value.js';

/** Headers that nginx and the service write themselves: a second one would break the answer. */
const OF_NGINX = [
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'location',
  'server',
  'transfer-encoding',
];

/** Headers that an answer may have several times: those of the service stay. */
const REPEATABLE = ['link', 'set-cookie', 'vary'];

/** `headers`: names and values. */
export function headersByName() {
  const name = z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, 'must be the name of a header')
    .refine((written) => !OF_NGINX.includes(written.toLowerCase()), 'must not be a header that nginx writes');
  const value = z
    .union([z.string(), z.int()])
    .transform(String)
    .pipe(z.string().regex(/^[^$\p{Cc}]+$/u, 'must be text on one line, without $'));
  return z.record(name, value);
}

/**
 * Adds the headers to every answer of a site, also to errors. They are all in the `server` block: nginx drops them in a location that
 * adds a header of its own. So the lifetime in caches, which differs by location, is a variable.
 */
export function headerLines(headers: Readonly<Record<string, string>>, hasLifetimes: boolean): string[] {
  const entries = Object.entries(headers);
  const lifetime = entries.find(([name]) => isCacheControl(name))?.[1];
  const others = entries.filter(([name]) => !(hasLifetimes && isCacheControl(name)));
  return [
    ...entries
      .filter(([name]) => !REPEATABLE.includes(name.toLowerCase()))
      .map(([name]) => `proxy_hide_header ${nginxValue(name, 'the name of a header')};`),
    ...others.map(
      ([name, value]) =>
        `add_header ${nginxValue(name, 'the name of a header')} ${nginxValue(value, 'a header')} always;`,
    ),
    ...(hasLifetimes ? [lifetimeLine(lifetime), `add_header Cache-Control ${LIFETIME};`] : []),
  ];
}

/** Sets how long caches may keep the answers of a location. */
export function lifetimeLine(cacheControl: string | undefined): string {
  return `set ${LIFETIME} ${cacheControl === undefined ? '""' : nginxValue(cacheControl, 'the lifetime in caches')};`;
}

/** nginx sends no header without a value. */
const LIFETIME = '$fck_cache_control';

function isCacheControl(name: string): boolean {
  return name.toLowerCase() === 'cache-control';
}
