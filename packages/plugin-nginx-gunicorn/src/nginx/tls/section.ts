import { Secret } from '@fck/core';
import { z } from 'zod';

/** One year, which browsers and lists of HSTS expect at least. */
const YEAR = 31_536_000;

/** `tls`: the site's own certificate. */
export function tlsOfSite() {
  const secretText = z.custom<Secret>((value) => value instanceof Secret, {
    error: 'expected the path of a file, or a secret',
  });
  const path = z.string().min(1);
  const hsts = z.strictObject({
    /** Seconds for which browsers use https alone. */
    max_age: z.int().nonnegative().default(YEAR),
    include_subdomains: z.boolean().default(false),
    /** Asks browsers' makers to list the name. */
    preload: z.boolean().default(false),
  });
  return z.strictObject({
    /** The certificate, then those of its issuers, as PEM: a file of the machine that fck runs on, or a secret. */
    certificate: z.union([path, secretText]),
    /** The private key of the certificate, as PEM: a file of the machine that fck runs on, or a secret. */
    key: z.union([
      path.regex(
        /^(?!-----BEGIN)/,
        'must be the path of a file, or a secret (`!file`, `!env`, `!command`): a private key does not belong into the configuration',
      ),
      secretText,
    ]),
    /** Redirect port 80 to https. */
    redirect: z.boolean().default(true),
    /** Tell browsers to use https alone from now on: `true` is one year. */
    hsts: z.union([z.boolean(), hsts]).default(false),
  });
}

/** A checked `tls`. */
export type TlsSection = z.output<ReturnType<typeof tlsOfSite>>;

/** The header `Strict-Transport-Security`; undefined if the section wants none. */
export function hstsHeader({ hsts }: TlsSection): string | undefined {
  if (hsts === false) return undefined;
  if (hsts === true) return `max-age=${YEAR}`;
  const { max_age: seconds, include_subdomains: isForSubdomains, preload } = hsts;
  return `max-age=${seconds}${isForSubdomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`;
}
