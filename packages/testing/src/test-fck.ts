import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FckConfig, FckEvent, PluginEntry } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { createFck } from '@fck/core/host';
import { folderTransport, makeProjectFolders, rootOfHost, rootOfProject } from './folder-hosts.js';

/** A project in a temporary folder, whose hosts are this machine. */
export interface TestProject {
  readonly fck: FckContainer;
  /** The folder of the config file `fck.json`. */
  readonly folder: string;
  /** All events so far. */
  readonly events: readonly FckEvent[];
  /** A path below the project's own folder (`<root>/<name>`) on a host: `pathOn('one', 'state.json')`. */
  pathOn(host: string, ...parts: readonly string[]): string;
  /** Closes connections and removes the folder. */
  remove(): Promise<void>;
}

/** Options of a test project, beside its config. */
export interface TestFckOptions {
  /** Files beside the config: role files, plugins. By path, relative to the config. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** The environment that `!env` reads. Default: empty. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Makes a container over a temporary folder. Its `root` is in that folder; a role without hosts has the host `local`: this
 * machine. With {@link folderHosts} there are several hosts, each with a root of its own.
 *
 * @param config without `name`, it is `test`; without `roles`, there is one: `web`
 * @param plugins loaded unless the config lists its own
 * @throws FckError about the config or a plugin; then the folder is removed
 * @example
 * const project = await testFck({ roles: { web: { hosts: ['local'], provision: { motd: 'hello' } } } }, [motd]);
 * try {
 *   await project.fck.run(['provision']);
 * } finally {
 *   await project.remove();
 * }
 */
export async function testFck(
  config: Partial<FckConfig> = {},
  plugins: readonly PluginEntry[] = [],
  options: TestFckOptions = {},
): Promise<TestProject> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fck-test-')));
  const root = rootOfProject(folder);
  const name = config.name ?? 'test';
  const given = { roles: { web: { hosts: ['local'] } }, ...config, name, root };
  writeFiles(folder, { 'fck.json': `${JSON.stringify(given, null, 2)}\n`, ...options.files });
  try {
    const fck = await createFck({
      cwd: folder,
      env: options.env ?? {},
      defaultPlugins: [folderTransport(folder), ...plugins],
    });
    const hosts = await fck.hosts();
    const rootOn = (host: string) =>
      hosts.some((known) => known.name === host && known.transport === 'folder')
        ? rootOfHost(folder, host)
        : root;
    for (const host of hosts) makeProjectFolders(rootOn(host.name), name);
    const events: FckEvent[] = [];
    fck.hooks.event.tap('testing', (event) => events.push(event));
    return {
      fck,
      folder,
      events,
      pathOn: (host, ...parts) => join(rootOn(host), name, ...parts),
      remove: async () => {
        await fck.close();
        removeFolder(folder);
      },
    };
  } catch (thrown) {
    removeFolder(folder);
    throw thrown;
  }
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Sealed builds are read-only, and only root removes what is in a read-only folder. */
function removeFolder(folder: string): void {
  makeWritable(folder);
  rmSync(folder, { recursive: true, force: true });
}

function makeWritable(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) makeWritable(join(folder, entry.name));
}
