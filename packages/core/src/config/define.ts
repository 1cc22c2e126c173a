import type { Task } from '../api/contexts.js';
import type { Plugin, PluginEntry, PluginOptions } from '../api/plugin.js';

/** A host as a config file names it. */
export type HostConfig =
  | string
  | {
      /** Default: the address. */
      name?: string;
      address: string;
      private_address?: string;
      user?: string;
      port?: number;
      transport?: string;
      labels?: Record<string, string>;
      sudo_password?: string;
      ssh?: SshConfig;
    };

/** SSH settings of hosts in a config file. */
export interface SshConfig {
  port?: number;
  key_filename?: string | string[];
  passphrase?: string;
  jump?: string;
  host_keys?: string[];
  host_key_checking?: 'strict' | 'accept-new';
  connect_timeout?: number;
}

/** A role as a config file describes it. Plugins add keys of their own to it. */
export interface RoleConfig {
  name?: string;
  description?: string;
  user?: string;
  hosts?: HostConfig[];
  ssh?: SshConfig;
  provision?: Record<string, unknown>;
  build?: Record<string, unknown>;
  activate?: Record<string, unknown>;
  [section: string]: unknown;
}

/** The content of `fck.config.ts`, `fck.yaml` and so on. Plugins add keys of their own to it. */
export interface FckConfig {
  /** Begins the name of every build; a folder on every host. */
  name: string;
  /** Default: the official plugins. */
  plugins?: readonly PluginEntry[];
  /** Tasks of the project, by name: `tasks: { smoke: task({ … }) }`. */
  tasks?: Readonly<Record<string, Task>>;
  /** Roles inline by name, or a list of files and inline roles. */
  roles: Record<string, string | RoleConfig> | (string | RoleConfig)[];
  [section: string]: unknown;
}

/** The entries of `plugins:`; the options beside a plugin must match its schema. */
export type CheckedEntries<Entries extends readonly PluginEntry[]> = {
  readonly [Index in keyof Entries]: Entries[Index] extends readonly [infer P extends Plugin, unknown]
    ? readonly [P, PluginOptions<P>]
    : Entries[Index];
};

/**
 * Gives editors the types of a configuration, including the options of plugins that it imports.
 *
 * @example export default defineConfig({ name: 'shop', roles: { web: { hosts: ['web.example.com'] } } });
 * @example import hello from 'fck-plugin-hello'; export default defineConfig({ name: 'shop', plugins: ['git',
 *   hello.with({ greeting: 'hi' })], roles: { web: { hosts: ['web.example.com'] } }, });
 */
export function defineConfig<const Entries extends readonly PluginEntry[]>(
  config: FckConfig & { plugins?: Entries & CheckedEntries<Entries> },
): FckConfig {
  return config;
}
