import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { isModule, parseConfig } from './load.js';
import { nameOfRoleFile } from './read-role.js';
import { assertRegularFile, type ConfigSearch, findConfigFile } from './search.js';
import { splitAddress } from './split-address.js';
import { assertTrusted } from './trust.js';
import { parseYaml } from './yaml.js';

/** A role in a configuration, and the names of its listed hosts. */
export interface NamedRole {
  readonly name: string;
  readonly hosts: readonly string[];
}

/**
 * The roles and hosts that a configuration names, without running it: only YAML and JSON are read, no module and no
 * plugin. Nothing is checked, so names may be invalid. A file that cannot be read gives none.
 */
export async function namesInConfig(search: ConfigSearch): Promise<NamedRole[]> {
  const env = search.env ?? process.env;
  const file = await findConfigFile(search).catch(() => undefined);
  if (file === undefined || isModule(file)) return [];
  const config = attempt(() => parseConfig(readFileSync(file, 'utf8'), file));
  const yaml = config?.ancestors ? '1.1' : '1.2';
  const read = (path: string) => attempt(() => parseYaml(readFileSync(path, 'utf8'), path, yaml));
  const data = config?.data;
  const roles = keyOf(basename(file) === 'package.json' ? keyOf(data, 'fck') : data, 'roles');
  const entries: [string | number, unknown][] = Array.isArray(roles)
    ? [...roles.entries()]
    : Object.entries(typeof roles === 'object' && roles !== null ? roles : {});
  return entries.map(([key, entry]) => {
    const roleFile = typeof entry === 'string' ? resolve(dirname(file), entry) : undefined;
    const role = roleFile === undefined ? entry : attempt(() => readRoleFile(roleFile, env, read));
    const named = keyOf(role, 'name');
    const fallback = typeof key === 'string' ? key : roleFile && nameOfRoleFile(roleFile);
    return { name: typeof named === 'string' ? named : (fallback ?? ''), hosts: hostsOf(role) };
  });
}

function readRoleFile(file: string, env: NodeJS.ProcessEnv, read: (path: string) => unknown): unknown {
  if (isModule(file)) return undefined;
  assertRegularFile(file);
  assertTrusted(file, env);
  return read(file);
}

function hostsOf(role: unknown): string[] {
  const hosts = keyOf(role, 'hosts');
  if (!Array.isArray(hosts)) return [];
  return hosts
    .map((host) =>
      typeof host === 'string' ? splitAddress(host).address : (keyOf(host, 'name') ?? keyOf(host, 'address')),
    )
    .filter((name) => typeof name === 'string');
}

function keyOf(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
