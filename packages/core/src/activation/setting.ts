import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Secret } from '../command/secret.js';
import { describeActivation } from '../config/describe.js';
import { isName } from '../config/names.js';
import { once } from '../once.js';
import { parseJson } from '../parse-json.js';
import type { ActivationContext } from '../run/contexts.js';
import type { Service } from './service.js';

/**
 * What a build was activated with, as far as it may be remembered: no value of an environment variable is in it, only
 * what tells whether it is another one.
 */
export interface Setting {
  readonly version: 1;
  readonly build: string;
  /** The role's `activate:`, one entry a value: `gunicorn.workers`. Secrets are masked. */
  readonly settings: Readonly<Record<string, string>>;
  /** A keyed hash of each variable's value. */
  readonly environment: Readonly<Record<string, string>>;
  /** The key of those hashes, in hexadecimal. */
  readonly salt: string;
}

const schema = once(() =>
  z.object({
    version: z.literal(1),
    build: z.string().refine(isName),
    settings: z.record(z.string(), z.string()),
    environment: z.record(z.string(), z.string()),
    salt: z.string(),
  }),
);

/** What a file says a build was activated with; undefined if fck did not write it so. */
export function parseSetting(text: string | undefined): Setting | undefined {
  return text === undefined ? undefined : schema().safeParse(parseJson(text)).data;
}

/**
 * What a build is activated with.
 *
 * @param salt that of the setting which it is to be compared with
 */
export function settingOf(
  { role, build, buildPath }: Pick<ActivationContext, 'role' | 'build' | 'buildPath'>,
  services: readonly Service[],
  salt: string = randomBytes(16).toString('hex'),
): Setting {
  const hash = (value: string | Secret) =>
    createHmac('sha256', salt)
      .update(withoutBuild(value instanceof Secret ? value.reveal() : value, build.name, buildPath))
      .digest('hex')
      .slice(0, 16);
  const environment = Object.fromEntries(
    services.flatMap(({ env }) => Object.entries(env).map(([name, value]) => [name, hash(value)])),
  );
  const settings = flattened(describeActivation(role))
    // Where the role sets a variable, its value would stand.
    .filter(({ path }) => !((path.at(-1) ?? '') in environment))
    .map(({ path, value }) => [path.join('.'), value]);
  return { version: 1, build: build.name, settings: Object.fromEntries(settings), environment, salt };
}

/** Paths into the build are others for every build, and tell nothing. */
function withoutBuild(value: string, name: string, path: string): string {
  return value.replaceAll(path, '<build>').replaceAll(name, '<build>');
}

interface Value {
  readonly path: readonly string[];
  readonly value: string;
}

function flattened(value: unknown, path: readonly string[] = []): Value[] {
  if (typeof value !== 'object' || value === null) return [{ path, value: JSON.stringify(value) ?? 'null' }];
  return Object.entries(value).flatMap(([key, inner]) => flattened(inner, [...path, key]));
}
