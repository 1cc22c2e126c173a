import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ActivationContext } from '../../api/contexts.js';
import type { Environment } from '../../api/environment.js';
import type { Role } from '../../api/role.js';
import type { Instance, Service } from '../../api/service.js';
import type { WrittenFile } from '../../api/written-file.js';
import { withSecrets } from '../../command/escaped.js';
import { Secret } from '../../command/secret.js';
import { describeActivation } from '../../config/describe.js';
import { isName } from '../../names/names.js';
import { once } from '../../once.js';
import { parseJson } from '../../parse-json.js';
import { digestsOf, type FileDigest } from './written-files.js';

/**
 * What a build was activated with, as far as it may be recorded: hashes instead of the values of environment variables.
 */
export interface Setting {
  readonly version: 1;
  readonly build: string;
  /** The role's `activate:`, one entry a value: `gunicorn.workers`. Secrets are masked. */
  readonly settings: Readonly<Record<string, string>>;
  /** A keyed hash of each variable's value. */
  readonly environment: Readonly<Record<string, string>>;
  /** The key of the hashes, in hexadecimal. */
  readonly salt: string;
  /** Hashes that tell whether the same activation would differ now; undefined in files of older versions. */
  readonly activated?: Activated | undefined;
}

/** A setting with the hashes of everything that the activation depended on. */
export type ActivatedSetting = Setting & { readonly activated: Activated };

/** Keyed hashes of everything that an activation depends on, apart from its build. */
export interface Activated {
  /**
   * The content of the build, and the role's `activate:` with its secrets, without the keys that only control the
   * activation.
   */
  readonly configuration: string;
  /** Each service as it was started, by the id of its instance. */
  readonly services: Readonly<Record<string, string>>;
  /** The files of the process manager and the reverse proxy. */
  readonly files: readonly FileDigest[];
}

/** A service and its command. */
export interface StartedService {
  readonly instance: Instance;
  readonly service: Service;
}

/** Keys below `activate:` that control the activation and not the service. */
const HOW_TO_ACTIVATE = new Set(['health', 'http_test_path', 'drain', 'strategy', 'release', 'after']);

const schema = once(() =>
  z.object({
    version: z.literal(1),
    build: z.string().refine(isName),
    settings: z.record(z.string(), z.string()),
    environment: z.record(z.string(), z.string()),
    salt: z.string(),
    activated: z
      .object({
        configuration: z.string(),
        services: z.record(z.string(), z.string()),
        files: z.array(z.object({ path: z.string().startsWith('/'), digest: z.string() })),
      })
      .optional(),
  }),
);

/** Parses the file of a setting; undefined if fck did not write it. */
export function parseSetting(text: string | undefined): Setting | undefined {
  return text === undefined ? undefined : schema().safeParse(parseJson(text)).data;
}

/**
 * The setting of an activation.
 *
 * @param salt of the setting that it is compared with
 */
export function settingOf(
  { role, build, buildPath }: Pick<ActivationContext, 'role' | 'build' | 'buildPath'>,
  services: readonly Service[],
  salt: string = randomBytes(16).toString('hex'),
): Setting {
  const of = { salt, build: build.name, buildPath };
  const environment = Object.assign({}, ...services.map(({ env }) => hashesOf(env, of)));
  const settings = flattened(describeActivation(role))
    // Where the role sets a variable, its value would be shown.
    .filter(({ path }) => !((path.at(-1) ?? '') in environment))
    .map(({ path, value }) => [path.join('.'), value]);
  return { version: 1, build: build.name, settings: Object.fromEntries(settings), environment, salt };
}

/** Keyed hashes of variables, by name. Paths into the build count as equal for every build. */
export function hashesOf(
  environment: Environment,
  { salt, build, buildPath }: { readonly salt: string; readonly build: string; readonly buildPath: string },
): Record<string, string> {
  const hash = (value: string | Secret) =>
    keyedHash(salt, withoutBuild(value instanceof Secret ? value.reveal() : value, build, buildPath)).slice(
      0,
      16,
    );
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, hash(value)]));
}

/** Hashes for a later check whether the same build would be activated differently. */
export function activatedWith(
  { role, build }: Pick<ActivationContext, 'role' | 'build'>,
  started: readonly StartedService[],
  files: readonly WrittenFile[],
  salt: string,
): Activated {
  const services = started.map(({ instance, service }) => [
    instance.id,
    keyedHash(salt, canonical({ ...service, endpoint: instance.endpoint })),
  ]);
  return {
    configuration: keyedHash(salt, canonical({ checksum: build.checksum, ...howItServes(role) })),
    services: Object.fromEntries(services),
    files: digestsOf(files, salt),
  };
}

/** Names of the settings and variables that differ. */
export function namesThatDiffer(
  before: Pick<Setting, 'settings' | 'environment'>,
  after: Pick<Setting, 'settings' | 'environment'>,
): { readonly settings: string[]; readonly environment: string[] } {
  return {
    settings: differing(before.settings, after.settings).filter(
      (name) => !HOW_TO_ACTIVATE.has(name.split('.')[0] ?? ''),
    ),
    environment: differing(before.environment, after.environment),
  };
}

function differing(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.filter((name) => before[name] !== after[name]);
}

function howItServes(role: Role): Record<string, unknown> {
  const below = [...role.values].flatMap(([path, value]): [string, unknown][] => {
    const [spec, key = ''] = path.split('.');
    return spec === 'activate' && !HOW_TO_ACTIVATE.has(key) ? [[path, value]] : [];
  });
  return Object.fromEntries(below);
}

function keyedHash(salt: string, text: string): string {
  return createHmac('sha256', salt).update(text).digest('hex');
}

/** One text for equal values, whatever the order of their keys. It contains secrets: hash it. */
function canonical(value: unknown): string {
  if (value instanceof Secret) return canonical(value.reveal());
  if (typeof value === 'string') return JSON.stringify(withSecrets(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

/** Paths into the build differ for every build, so they are left out. */
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
