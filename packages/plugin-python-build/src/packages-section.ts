import { isKnown, Secret } from '@fck/core';
import { z } from 'zod';
import { holdsCredentials } from './pip-options.js';

const NETRC_SAFE = /^[^\s\\"]+$/;

/** A URL or folder. Passwords are accepted only in values that come from the environment. */
const location = () =>
  z.union([
    z
      .string()
      .min(1)
      .refine((url) => !holdsCredentials(url), {
        error: 'must not hold a password: write it into an environment variable, and name that: !env NAME',
      }),
    z.custom<Secret>((value) => value instanceof Secret, { error: 'expected a URL' }),
  ]);

const locations = () =>
  z.union([location(), z.array(location())]).transform((given) => (Array.isArray(given) ? given : [given]));

/** The section `build: plan: packages:`. */
export const packagesSchema = () =>
  z.strictObject({
    index_url: location().optional(),
    extra_index_urls: locations().default([]),
    find_links: locations().default([]),
    no_index: z.boolean().default(false),
    wheelhouse: z.string().min(1).optional(),
  });

/** Keys of `packages:` with a login that pip cannot be given, and why. */
export function unfitLogins(
  packages: PackagesSection,
): readonly { readonly key: string; readonly why: string }[] {
  return (['index_url', 'extra_index_urls', 'find_links'] as const).flatMap((key) =>
    [packages[key] ?? []].flat().flatMap((url) => {
      const why = url instanceof Secret && isKnown(url) ? flawOfLogin(url.reveal()) : undefined;
      return why === undefined ? [] : [{ key, why }];
    }),
  );
}

function flawOfLogin(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { username, password } = new URL(url);
  if (username === '' && password === '') return undefined;
  if (username === '' || password === '')
    return 'has a user or a password alone: write https://USER:PASSWORD@…, with any text for what the server ignores';
  return [username, password].every((part) => NETRC_SAFE.test(decodeURIComponent(part)))
    ? undefined
    : 'has a password with spaces, quotes or backslashes, which a netrc file cannot hold';
}

/** From where packages come. */
export type PackagesSection = z.output<ReturnType<typeof packagesSchema>>;
