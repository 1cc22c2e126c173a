import { type ProvisionContext, sh } from '@fck/core';
import { keyComment, keyFiles } from './key-files.js';

/** The step that makes a host's key pair. */
const KEY_PAIR = 'SSH key pair';

/** Declares that the host has a key pair of its own. It is made there, once, and its private half never leaves. */
export async function declareKeyPair(context: ProvisionContext): Promise<void> {
  const { home } = await context.remote.facts();
  const { folder, privateKey, publicKey } = keyFiles(home, context.project.name);
  const draft = `${privateKey}.draft`;
  context.declare({
    name: KEY_PAIR,
    check: (remote) => remote.test(sh`[ -s ${privateKey} ] && [ -s ${publicKey} ]`),
    // The private key comes last: where it is, the pair is whole.
    apply: (remote) =>
      remote.run(
        sh`umask 077 && mkdir -p -- ${folder} && rm -f -- ${draft} ${`${draft}.pub`} &&
          ssh-keygen -q -t ed25519 -N '' -C ${keyComment(context.project.name, context.host)} -f ${draft} &&
          mv -- ${`${draft}.pub`} ${publicKey} && mv -- ${draft} ${privateKey}`,
        { title: 'make an SSH key pair' },
      ),
    after: [SSH_CLIENT],
  });
}

/** The step that installs the SSH client. */
const SSH_CLIENT = 'SSH client';

/** Declares that there is an SSH client: to make a key pair, and to fetch builds. */
export async function declareSshClient(context: ProvisionContext): Promise<void> {
  const { packageManager } = await context.remote.facts();
  const isRedHat = packageManager === 'dnf' || packageManager === 'yum';
  context.declare({
    name: SSH_CLIENT,
    check: (remote) => remote.test(sh`command -v ssh && command -v ssh-keygen`),
    packages: [isRedHat ? 'openssh-clients' : 'openssh-client'],
  });
}
