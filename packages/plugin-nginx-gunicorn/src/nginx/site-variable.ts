import { createHash } from 'node:crypto';

/** A variable of nginx for one site: `map` and `geo` share their names among all sites of a host. */
export function siteVariable(purpose: string, siteName: string): string {
  return `$fck_${purpose}_${siteHash(siteName)}`;
}

/** A short text for a site of which nginx takes every character, everywhere. */
export function siteHash(siteName: string): string {
  return createHash('sha256').update(siteName).digest('hex').slice(0, 8);
}
