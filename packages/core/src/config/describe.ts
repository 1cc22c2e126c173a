import type { LoadedPlugin } from '../api/plugin.js';
import type { Project } from '../api/project.js';
import type { Role } from '../api/role.js';
import { withoutSecrets } from '../command/escaped.js';
import { Secret } from '../command/secret.js';
import { configNoteText } from './config-note.js';
import { isReferred } from './env.js';

/** A project as plain data: its configuration with defaults filled in and without the values of secrets. */
export function describeProject(project: Project, plugins: readonly LoadedPlugin[]): unknown {
  const { name, directory, document, paths } = project;
  return {
    name,
    file: document.file,
    directory,
    root: paths.root,
    plugins: plugins.map((plugin) => plugin.name),
    settings: shown(project.values, document.shown, ['name', 'roles', 'plugins', 'root', 'tasks']),
    roles: project.roles.map(describeRole),
    ...(project.notes.length > 0
      ? { notes: project.notes.map((note) => configNoteText(project, note)) }
      : {}),
  };
}

function describeRole(role: Role): unknown {
  return {
    name: role.name,
    file: role.document.file,
    ...shown(role.values, role.document.shown, ['name', 'hosts', 'provision', 'build', 'activate']),
    hosts: role.hosts.map(({ name, address, user, transport, ssh }) => ({
      name,
      address,
      user,
      transport,
      port: ssh.port,
    })),
    ...Object.fromEntries(
      ['provision', 'build', 'activate']
        .filter((spec) => role.document.value[spec] !== undefined)
        .map((spec) => [spec, shown(valuesBelow(role.values, spec), role.document.shown[spec], [])]),
    ),
  };
}

/** A role's `activate:` section, as {@link describeProject} shows it. */
export function describeActivation(role: Role): Record<string, unknown> {
  return shown(valuesBelow(role.values, 'activate'), role.document.shown['activate'], []);
}

function valuesBelow(values: ReadonlyMap<string, unknown>, spec: string): Map<string, unknown> {
  const inner = [...values].filter(([path]) => path.startsWith(`${spec}.`));
  return new Map(inner.map(([path, value]) => [path.slice(spec.length + 1), value]));
}

/** Values from the environment are shown as `!env NAME`, the rest as validated. */
function shown(
  values: ReadonlyMap<string, unknown>,
  written: unknown,
  without: readonly string[],
): Record<string, unknown> {
  const entries = [...values].filter(([key]) => !without.includes(key) && !key.includes('.'));
  const source = typeof written === 'object' && written !== null ? (written as Record<string, unknown>) : {};
  return Object.fromEntries(entries.map(([key, value]) => [key, merged(value, source[key])]));
}

function merged(value: unknown, written: unknown): unknown {
  if (isReferred(written)) return written;
  if (typeof value === 'string') return withoutSecrets(value);
  if (value instanceof Secret) return String(value);
  if (Array.isArray(value))
    return value.map((item, index) => merged(item, Array.isArray(written) ? written[index] : undefined));
  if (typeof value !== 'object' || value === null) return value;
  const source = typeof written === 'object' && written !== null ? (written as Record<string, unknown>) : {};
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, merged(inner, source[key])]));
}
