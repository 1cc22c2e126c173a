import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import type { ConfigDocument } from '../api/config-document.js';
import type { Role, SshSettings } from '../api/role.js';
import type { Secret } from '../command/secret.js';
import { isUnset } from '../command/unset-secret.js';
import { type ConfigProblem, unsetProblem } from '../errors/config.js';
import { isName, NAME_RULE } from '../names/names.js';
import type { Registries } from '../registry/registries.js';
import type { AllCoreSections } from './core-sections.js';
import { hostFrom } from './host-from-config.js';
import { keyElsewhere, knownKeys } from './known-keys.js';
import { type LoadedConfig, loadRoleFile, partOf } from './load.js';
import { validateMapping } from './validate.js';
import { valueInWords } from './wording.js';

/** The values that a role inherits from its project. */
export interface RoleDefaults {
  readonly user: string | undefined;
  readonly ssh: SshSettings | undefined;
  readonly keyFile: string | undefined;
  readonly sudoPassword: Secret | undefined;
  readonly directory: string;
}

/** A role's document, and the role's name if the document has none. */
export interface RoleDocument {
  readonly document: ConfigDocument;
  readonly key: string | undefined;
}

/** Sections of a role whose keys are checked one by one. */
const PHASES = ['provision', 'build', 'activate'] as const;

type Report = (problem: ConfigProblem) => void;

/** Finds the roles of a project: inline or in files, as a list or by name. */
export async function findRoles(
  loaded: LoadedConfig,
  env: NodeJS.ProcessEnv,
  report: Report,
): Promise<RoleDocument[]> {
  const roles = loaded.document.value['roles'];
  // The check of the project's keys reports it.
  if (isUnset(roles)) return [];
  const entries: [PropertyKey, unknown][] = Array.isArray(roles)
    ? [...roles.entries()]
    : typeof roles === 'object' && roles !== null
      ? Object.entries(roles)
      : [];
  if (entries.length === 0) {
    report({
      message: 'The configuration has no roles.',
      hint: 'Add `roles:`, a list of role files (`- role_web.yaml`) or roles by name (`web: {hosts: […]}`).',
      where: loaded.document.placeOf(['roles']),
    });
  }
  const found: RoleDocument[] = [];
  for (const [key, entry] of entries) {
    const document = await documentOfRole(loaded, key, entry, env, report);
    if (document) found.push({ document, key: typeof key === 'string' ? key : undefined });
  }
  return found;
}

async function documentOfRole(
  loaded: LoadedConfig,
  key: PropertyKey,
  entry: unknown,
  env: NodeJS.ProcessEnv,
  report: Report,
) {
  const path = ['roles', key];
  if (typeof entry === 'string') {
    const file = resolve(loaded.directory, entry);
    if (existsSync(file)) {
      const { directory, ancestors, document } = loaded;
      const surroundings = { directory, ancestors, context: document.value };
      return loadRoleFile(file, surroundings, env, loaded.document.placeOf(path));
    }
    report({
      message: `The role file ${entry} does not exist.`,
      where: loaded.document.placeOf(path),
      hint: `It is looked for beside ${basename(loaded.document.file)}.`,
    });
    return undefined;
  }
  if (isUnset(entry)) {
    report(unsetProblem(entry.variable));
    return undefined;
  }
  if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
    return partOf(loaded.document, path, entry as Record<string, unknown>);
  report({
    message: `"${path.map(String).join('.')}" must be a role or the name of a role's file.`,
    where: loaded.document.placeOf(path),
  });
  return undefined;
}

/** Makes a role from its document: the plugin that registered a section checks it. */
export async function readRole(
  registries: Registries,
  source: RoleDocument,
  sections: AllCoreSections,
  defaults: RoleDefaults,
  report: Report,
): Promise<Role | undefined> {
  const { document } = source;
  const name =
    typeof document.value['name'] === 'string'
      ? document.value['name']
      : (source.key ?? nameOfRoleFile(document.file));
  // An invalid `name:` is refused at its own place.
  if (name !== document.value['name'] && !isName(name))
    report({
      message: `${valueInWords(name)} cannot be the name of a role: it ${NAME_RULE}.`,
      hint: 'A role is named by its key below `roles:`, by `name:`, or else by its file.',
      where: document.placeOf([]),
    });
  const values = await validateMapping(
    document.value,
    {
      path: [],
      document,
      known: knownKeys(registries, 'role'),
      inner: PHASES,
      elsewhere: keyElsewhere(registries, 'role'),
      waiting: registries.catalogue.waitingKeys('role'),
      what: `The role "${name}"`,
    },
    report,
  );
  for (const spec of PHASES) {
    // Absent, or no mapping, which was reported above.
    if (!values.has(spec)) continue;
    const inner = await validateMapping(
      document.value[spec],
      {
        path: [spec],
        document,
        known: knownKeys(registries, `role.${spec}`),
        elsewhere: keyElsewhere(registries, `role.${spec}`),
        what: `The "${spec}" section of role "${name}"`,
      },
      report,
    );
    for (const [key, value] of inner) values.set(`${spec}.${key}`, value);
  }
  const builders = registries.builders.names().filter((builder) => values.has(`build.${builder}`));
  if (builders.length > 1) {
    report({
      message: `The role "${name}" says in several ways how it is built: ${builders.join(', ')}.`,
      hint: 'Keep one of them.',
      where: document.placeOf(['build', builders[1] ?? '']),
    });
  }
  const user = sections.user.of({ values }) ?? defaults.user;
  const ssh = { ...defaults.ssh, ...sections.ssh.of({ values }) };
  const hostDefaults = { ...defaults, role: name, user, ssh };
  const hosts = (sections.hosts.of({ values }) ?? []).map((entry) => hostFrom(entry, hostDefaults));
  for (const hostName of new Set(hosts.map((host) => host.name))) {
    const places = hosts.flatMap((host, index) => (host.name === hostName ? [index] : []));
    if (places.length < 2) continue;
    report({
      message: `The role "${name}" names the host "${hostName}" ${places.length} times.`,
      hint: 'Name it once. If these are several machines, give each a `name` of its own.',
      where: document.placeOf(['hosts', places[1] ?? 0]),
    });
  }
  return {
    name,
    description: sections.description.of({ values }),
    user,
    hosts,
    hostDefaults,
    builder: builders[0],
    activates: document.value['activate'] !== undefined && document.value['activate'] !== null,
    document,
    values,
  };
}

/** The name of a role whose file has none. */
export function nameOfRoleFile(file: string): string {
  return basename(file, extname(file)).replace(/^role[_-]/, '');
}
