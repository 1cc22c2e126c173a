import { type Command, type Host, type HostContext, sh } from '@fck/core';
import { keyFiles } from './key-files.js';
import { type SshLogin, sshCommand } from './ssh-login.js';
import { type Compression, packFolder, unpackInto } from './tar-stream.js';

/** How a host can fetch from another one by itself. */
export interface DirectWay {
  readonly login: SshLogin;
  readonly compression: Compression;
}

/** Tries whether this host may log in to another one, and what both can compress with; undefined: it may not. */
export async function directWay(context: HostContext, from: Host): Promise<DirectWay | undefined> {
  const [{ home }, { user }] = await Promise.all([context.remote.facts(), context.remoteOf(from).facts()]);
  const login = { target: from, user, files: keyFiles(home, context.project.name) };
  const [tried, hasZstd] = await Promise.all([
    context.remote.look(
      sh`[ -s ${login.files.privateKey} ] || exit 255; ${sshCommand(login, sh`command -v zstd >/dev/null && echo zstd; exit 0`)}`,
      { timeout: 20 },
    ),
    context.remote.test(sh`command -v zstd`),
  ]);
  if (tried.code !== 0) return undefined;
  return { login, compression: hasZstd && tried.stdout.trim() === 'zstd' ? 'zstd' : 'gzip' };
}

/** The command by which a host fetches a build from another one. A stream that breaks off is found when it is checked. */
export function pullCommand(way: DirectWay, path: string, folder: string): Command {
  return sh`${sshCommand(way.login, packFolder(path, way.compression))} | { ${unpackInto(folder, way.compression)}; }`;
}
