import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Channel, definePlugin, type Plugin, type Transport } from '@fck/core';
import { ReplacingStream } from './replacing-stream.js';

const PROJECT_ROOT = 'root-of-project-on-hosts';

/**
 * Hosts for the config of {@link testFck}: each is this machine, with a root folder of its own.
 *
 * @param names of at most 24 characters
 * @throws RangeError for a longer one
 */
export function folderHosts(...names: readonly string[]) {
  for (const name of names)
    if (name.length > PROJECT_ROOT.length)
      throw new RangeError(
        `"${name}" has more than the ${PROJECT_ROOT.length} characters of a folder host's name`,
      );
  return names.map((name) => ({ name, address: name, transport: 'folder' }));
}

/** The `root` in the config of a test. */
export function rootOfProject(folder: string): string {
  return join(folder, PROJECT_ROOT);
}

/**
 * The folder that replaces the project's `root` on a folder host. Its path has the same length, so that replacing it does not change
 * the announced size of a file that contains the path.
 */
export function rootOfHost(folder: string, host: string): string {
  return join(folder, host.padEnd(PROJECT_ROOT.length, '_'));
}

/**
 * Connects folder hosts. Commands run on this machine; the project's root in them is replaced by that of the host. So several
 * hosts have separate state, builds and repositories, without containers or privileges. They share everything else (ports,
 * packages, users).
 */
export function folderTransport(folder: string): Plugin {
  return definePlugin({
    name: 'folder-hosts',
    apply(fck) {
      fck.hooks.connect.tapPromise({ name: 'folder-hosts', stage: -1 }, async (host, context) => {
        if (host.transport !== 'folder') return undefined;
        const { root } = context.project.paths;
        const own = rootOfHost(folder, host.name);
        mkdirSync(own, { recursive: true });
        const local = await fck.hooks.connect.promise({ ...host, transport: 'local' }, context);
        return local && movedTransport(local, root, own);
      });
    },
  });
}

function movedTransport(local: Transport, root: string, own: string): Transport {
  const moved = (text: string) => text.replaceAll(root, own);
  return {
    kind: 'folder',
    closed: local.closed,
    open: async (commandLine) => movedChannel(await local.open(moved(commandLine)), root, own),
    put: (localFile, remotePath, onProgress) => local.put(localFile, moved(remotePath), onProgress),
    get: (remotePath, localFile) => local.get(moved(remotePath), localFile),
    close: () => local.close(),
  };
}

/** A shell reads its commands from standard input, so the root is replaced there too. */
function movedChannel(channel: Channel, root: string, own: string): Channel {
  const stdin = new ReplacingStream(root, own);
  stdin.pipe(channel.stdin);
  return {
    stdin,
    stdout: channel.stdout,
    stderr: channel.stderr,
    exit: channel.exit,
    abort: () => channel.abort(),
  };
}

/** Makes the folders that `provision` would make as root, so that tests need no privileges. */
export function makeProjectFolders(root: string, project: string): void {
  for (const name of ['builds', 'repos']) mkdirSync(join(root, project, name), { recursive: true });
}
