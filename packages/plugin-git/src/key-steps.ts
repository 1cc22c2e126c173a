import { createHash } from 'node:crypto';
import { type ProvisionContext, type Remote, type Secret, sh } from '@fck/core';
import { type AccessFiles, sshConfig } from './access-files.js';
import type { GitHost } from './access-plan.js';
import { gitErrors } from './errors.js';
import { knownHostsFile, knownHostsName } from './host-keys.js';
import { readKeyFile } from './key-file.js';

/** The parts of a host's access to one git host. */
interface Access {
  readonly context: ProvisionContext;
  readonly files: AccessFiles;
}

/**
 * Declares that the private key for a git host lies on the machine, readable by the login user alone.
 *
 * @throws FckError `GIT_NO_KEY`, `GIT_KEY_UNUSABLE`
 */
export async function declareKey({ context, files }: Access, git: GitHost): Promise<void> {
  if (!git.key) throw gitErrors.noKey(git.host);
  const { document, directory } = context.project;
  const key = await readKeyFile(directory, git.key.localFile);
  if (key.kind === 'unusable') {
    const where = document.placeOf(['keys', git.key.name, 'local_file']);
    throw gitErrors.keyUnusable(git.key.name, key.file, key.why, where);
  }
  const path = files.key(git.host);
  context.declare({
    name: `git key for ${git.host}`,
    check: (remote) => holds(remote, path, key.content),
    async apply(remote) {
      await makeFolder(remote, files);
      await remote.write(path, key.content, { mode: 0o600 });
    },
  });
}

/** Declares that the host keys of a git host at a port are pinned: the known ones, or else those it shows first. */
export function declareHostKeys({ context, files }: Access, git: GitHost, port: number): void {
  const { host, hostKeys } = git;
  const path = files.knownHosts(host, port);
  const name = `git host key of ${knownHostsName(host, port)}`;
  if (hostKeys) {
    const content = knownHostsFile(host, port, hostKeys);
    declareFile({ context, files }, name, path, content);
    return;
  }
  context.declare({
    name,
    check: (remote) => remote.test(sh`test -s ${path}`),
    async apply(remote) {
      await makeFolder(remote, files);
      await scan(remote, host, port, path);
    },
    after: ['ssh is installed'],
  });
}

/** Declares the SSH config that git uses. */
export function declareConfig(
  { context, files }: Access,
  hosts: readonly GitHost[],
  withKeys: boolean,
): void {
  declareFile({ context, files }, 'SSH config for git', files.config, sshConfig(hosts, files, withKeys));
}

function declareFile({ context, files }: Access, name: string, path: string, content: string): void {
  context.declare({
    name,
    check: async (remote) => (await remote.read(path)) === content,
    async apply(remote) {
      await makeFolder(remote, files);
      await remote.write(path, content, { mode: 0o600 });
    },
  });
}

async function makeFolder(remote: Remote, { folder }: AccessFiles): Promise<void> {
  await remote.run(sh`mkdir -p -m 700 -- ${folder}`);
}

/** Whether only the login user may read the file, and it is this key. Compared by checksum: the key itself must not be sent back. */
async function holds(remote: Remote, path: string, content: Secret): Promise<boolean> {
  const { stdout } = await remote.look(sh`stat -c '%a %u' -- ${path} && id -u && sha256sum < ${path}`);
  const [mode, owner, user, sum] = stdout.split(/\s+/);
  const wanted = createHash('sha256').update(content.reveal()).digest('hex');
  return mode === '600' && owner === user && sum === wanted;
}

/** Trust on first use: the keys that the git host shows now are the only ones accepted later. */
async function scan(remote: Remote, host: string, port: number, path: string): Promise<void> {
  const draft = `${path}.draft`;
  try {
    await remote.run(
      sh`umask 077; ssh-keyscan -T 15 -p ${port} -t ed25519,ecdsa,rsa -- ${host} > ${draft} && test -s ${draft} && mv -- ${draft} ${path}`,
      { title: `pin the SSH host key of ${host}`, timeout: 60 },
    );
  } catch (error) {
    throw gitErrors.hostKeyNotSeen(host, port, detailOf(error), error);
  }
}

function detailOf(error: unknown): string | undefined {
  return error instanceof Error && 'detail' in error && typeof error.detail === 'string'
    ? error.detail
    : undefined;
}
