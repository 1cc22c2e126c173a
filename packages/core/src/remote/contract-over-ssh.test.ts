import { noSshd, SshLab } from '@fck/testing';
import { afterAll, describe } from 'vitest';
import { loginShells } from '../transport/channel/login-shells.test.helper.js';
import { localTransport } from '../transport/local.js';
import { noLocalSudo } from './contract/place.test.helper.js';
import { remoteContract } from './contract/remote-contract.test.helper.js';
import { sshPlace } from './contract/ssh-place.test.helper.js';

describe.skipIf(noSshd)(`over SSH${noSshd ? ` (skipped: ${noSshd})` : ''}`, async () => {
  const lab = new SshLab();
  afterAll(() => lab.stop());
  // Hooks of skipped tests do not run.
  if (noSshd) await lab.stop();
  const hostKey = noSshd ? '' : lab.keygen('host', { authorize: false });
  const key = noSshd ? '' : lab.keygen('key');

  // As sshd starts it: the login shell parses the command line. To forced commands, and for root, sshd sends no signals.
  for (const [name, shell] of loginShells) {
    const limits = name === 'bash' ? ['MaxSessions 1'] : [];
    const server = await lab.sshd({
      hostKeys: [hostKey],
      config: [`ForceCommand ${shell.join(' ')} -c "$SSH_ORIGINAL_COMMAND"`, ...limits],
    });
    remoteContract(
      [`a host whose login shell is ${name}`, ...limits].join(', '),
      sshPlace(
        () => lab.host(server, { identityFiles: [key] }),
        () => lab.path('state'),
        {
          noOthers: noLocalSudo,
          noSignals: 'sshd sends none to a forced command',
          isVariant: limits.length === 0,
          witness: async () => localTransport(),
        },
      ),
    );
  }
});
