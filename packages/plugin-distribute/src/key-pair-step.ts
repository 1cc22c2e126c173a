import { type ProvisionContext, sh } from '@fck/core';
import { keyComment, keyFiles } from './key-files.js';

/** The step that makes a host's key pair. */
const KEY_PAIR = 'SSH key pair';

/** Declares that the host has its own key pair. The host makes it once, and the private key never leaves it. */
export async function declareKeyPair(context: ProvisionContext): Promise<void> {
  context.tool('ssh');
  const { home } = await context.remote.facts();
  const { folder, privateKey, publicKey } = keyFiles(home, context.project.name);
  const draft = `${privateKey}.draft`;
  context.declare({
    name: KEY_PAIR,
    check: (remote) =>
      remote.test(
        sh`[ -s ${publicKey} ] && [ -s ${privateKey} ] && [ "$(stat -c '%a %u' -- ${privateKey})" = "600 $(id -u)" ]`,
      ),
    // The private key is written last: if it exists, the pair is complete. A key that others could read is not trusted any more.
    apply: (remote) =>
      remote.run(
        sh`umask 077 && mkdir -p -- ${folder} && rm -f -- ${draft} ${`${draft}.pub`} &&
          ssh-keygen -q -t ed25519 -N '' -C ${keyComment(context.project.name, context.host)} -f ${draft} &&
          mv -- ${`${draft}.pub`} ${publicKey} && mv -- ${draft} ${privateKey}`,
        { title: 'make an SSH key pair' },
      ),
    after: ['ssh is installed'],
  });
}
