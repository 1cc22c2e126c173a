import { fakeHost } from '@fck/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { secret } from '../packages/core/src/command/secret.js';
import { remoteContract } from '../packages/core/src/remote/contract/remote-contract.test.helper.js';
import { sshPlace } from '../packages/core/src/remote/contract/ssh-place.test.helper.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { SiteProject } from './fixture/site-project.js';
import { ensureUbuntuKeys, hostsOfSystem, systemsOfVerbs } from './fixture/systems.js';

const PASSWORD = 'it is "$1\' \\ é';

/** Makes sudo ask for the password, and lets root log in by the same key. */
const prepare = (user: string) => `sudo sh -c '
  mkdir -p -m 700 /root/.ssh && cp ~${user}/.ssh/authorized_keys /root/.ssh/ && chown -R root: /root/.ssh
  chpasswd && sed -i s/NOPASSWD:// /etc/sudoers.d/90-sandbox' <<'END'
${user}:${PASSWORD}
END
sudo -n true && exit 1; :`;

describe.skipIf(noSandbox).each(systemsOfVerbs)(onHosts('the verbs of Remote, on $name'), ({ name }) => {
  const { user, sandbox } = hostsOfSystem(name);
  const project = `e2e-remote-${name.replaceAll('.', '-')}`;
  let site: SiteProject;
  let found = { address: '', identityFile: '', hostKeys: [''] };

  beforeAll(async () => {
    site = new SiteProject();
    site.write('fck.yaml', JSON.stringify({ name: project, roles: { web: { user, sandbox } } }));
    ensureUbuntuKeys();
    const { stdout } = await site.fckOk(['sandbox', 'up', '--install-missing', '--json']);
    [found] = JSON.parse(stdout);
    await site.onHost('web-1', prepare(user));
  });
  afterAll(() => site?.remove());

  const hostAs = (login: string) => ({
    ...fakeHost({ name: 'web-1', address: found.address, user: login, transport: 'ssh' }),
    ssh: { identityFiles: [found.identityFile], hostKeys: found.hostKeys },
  });
  const state = () => `${site.directory}/state`;

  remoteContract(
    'a host, as the login user whose sudo asks for a password',
    sshPlace(() => ({ ...hostAs(user), sudoPassword: secret(PASSWORD) }), state),
  );
  remoteContract(
    'a host, as root',
    sshPlace(() => hostAs('root'), state, { noSignals: 'sshd sends none for root', isVariant: true }),
  );
});
