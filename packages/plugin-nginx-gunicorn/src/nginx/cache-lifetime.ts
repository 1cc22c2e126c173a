import { z } from 'zod';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;

const PATTERN = /^(\d{1,9})([smhdwy])?( immutable)?$/;

/** `cache` of static files: seconds, `30d`, `'1y immutable'`, or `false` for files that browsers check at each use. */
export function cacheLifetime() {
  return z.union([z.int(), z.string(), z.literal(false)]).transform((written, problems): string => {
    if (written === false) return 'no-cache';
    const [, digits, unit = 's', immutable = ''] = PATTERN.exec(String(written)) ?? [];
    if (digits === undefined) {
      problems.addIssue({
        code: 'custom',
        message: "must be seconds, a time such as 30d or '1y immutable', or false",
      });
      return z.NEVER;
    }
    const seconds = Number(digits) * SECONDS[unit as keyof typeof SECONDS];
    return `public, max-age=${seconds}${immutable && ', immutable'}`;
  });
}
