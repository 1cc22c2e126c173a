import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { secret } from '@fck/core';
import { noSshd } from '@fck/testing';
import { describe, expect, test } from 'vitest';
import { sshBench } from '../ssh-bench.test.helper.js';

describe.skipIf(noSshd)(`ssh${noSshd ? ` (skipped: ${noSshd})` : ''}`, async () => {
  const { lab, key, ed25519, server, connect, mine, pins } = await sshBench();

  describe('keys', () => {
    test('a wrong one is refused, and the error names what was offered', async () => {
      const wrong = lab.keygen('wrong', { authorize: false });
      await expect(connect(lab.host(server, { identityFiles: [wrong] }))).rejects.toMatchObject({
        code: 'SSH_AUTH_FAILED',
        message: expect.stringContaining(`web1 (${lab.user}@127.0.0.1:${server.port})`),
        detail: expect.stringMatching(/^Offered: .*wrong SHA256:/),
        hint: expect.stringMatching(/ec2-user \(Amazon Linux, RHEL\), ubuntu, admin .*rocky/),
      });
    });

    test('only what can work is offered: no attempt without a key', async () => {
      const before = server.log.length;
      await connect(mine());
      expect(server.log.slice(before)).not.toMatch(/Failed none|Failed publickey/);
    });

    test.each(['ed25519', 'rsa', 'ecdsa'])(
      '%s: signed at once, without asking whether it would do',
      async (type) => {
        const file = lab.keygen(`user_${type}`, {
          type,
          args: type === 'rsa' ? ['-b', '2048', '-m', 'PKCS8'] : [],
        });
        const own = await lab.sshd({ hostKeys: [ed25519] });
        await connect(lab.host(own, { identityFiles: [file] }), pins(type));
        await own.logged(/Accepted publickey/);
        expect(own.log).not.toContain('Postponed publickey');
        await own.end();
      },
    );

    test('an encrypted one opens with its passphrase, and says what is missing without', async () => {
      const locked = lab.keygen('locked', { passphrase: 'open sesame' });
      await connect(lab.host(server, { identityFiles: [locked], passphrase: secret('open sesame') }));
      for (const passphrase of [undefined, secret('wrong')]) {
        await expect(
          connect(lab.host(server, { identityFiles: [locked], passphrase })),
        ).rejects.toMatchObject({
          code: 'SSH_KEY_ENCRYPTED',
          message: expect.stringContaining(locked),
          hint: expect.stringContaining('passphrase: !env'),
        });
      }
    });

    test('an encrypted PEM one says so too', async () => {
      for (const format of ['PEM', 'PKCS8']) {
        const locked = lab.keygen(`locked-${format}`, {
          type: 'rsa',
          passphrase: 'open sesame',
          args: ['-m', format, '-b', '2048'],
        });
        await connect(lab.host(server, { identityFiles: [locked], passphrase: secret('open sesame') }));
        for (const passphrase of [undefined, secret('wrong')]) {
          await expect(
            connect(lab.host(server, { identityFiles: [locked], passphrase })),
          ).rejects.toMatchObject({ code: 'SSH_KEY_ENCRYPTED' });
        }
      }
    });

    test('a named one that cannot be used is an error that names it', async () => {
      const open_ = lab.path('too_open');
      writeFileSync(open_, readFileSync(key), { mode: 0o644 });
      const garbage = lab.path('garbage');
      writeFileSync(garbage, 'not a key\n', { mode: 0o600 });
      for (const file of [open_, garbage, lab.path('missing'), `${key}.pub`]) {
        const problem = connect(lab.host(server, { identityFiles: [file] }));
        await expect(problem, file).rejects.toMatchObject({
          code: 'SSH_KEY_FILE',
          message: expect.stringContaining(file),
        });
      }
    });

    test('an agent opens, also for a locked key file', async () => {
      const SSH_AUTH_SOCK = await lab.agent(key);
      const own = await lab.sshd({ hostKeys: [ed25519] });
      await connect(lab.host(own), { ...pins('agent'), env: { SSH_AUTH_SOCK } });
      await own.logged(/Accepted publickey/);
      // A person may have to touch the key: it is signed with only once it is known to do.
      expect(own.log).toContain('Postponed publickey');
      await own.end();
      const locked = lab.keygen('locked_in_agent', { authorize: false });
      const held = await lab.agent(locked);
      lab.authorize(readFileSync(`${locked}.pub`, 'utf8'));
      execFileSync('ssh-keygen', ['-q', '-p', '-N', 'hidden', '-f', locked]);
      await connect(lab.host(server, { identityFiles: [locked] }), { env: { SSH_AUTH_SOCK: held } });
    });

    test('a public key file chooses the one of the agent', async () => {
      const mineToo = lab.keygen('chosen');
      const wrong = lab.keygen('not-chosen', { authorize: false });
      const SSH_AUTH_SOCK = await lab.agent(wrong, mineToo);
      for (const file of [mineToo, wrong]) rmSync(file);
      writeFileSync(
        lab.path('home/.ssh/config'),
        `Host *\n  IdentityFile ${mineToo}.pub\n  IdentitiesOnly yes\n`,
      );
      const own = await lab.sshd({ hostKeys: [ed25519] });
      const env = { SSH_AUTH_SOCK, PATH: process.env['PATH'] };
      try {
        await connect(lab.host(own), { ...pins('chosen'), env });
        await own.logged(/Accepted publickey/);
        expect(own.log).not.toContain('Failed publickey');
        // As `key_filename` too, and by the name of a private file that is only in the agent.
        for (const file of [`${mineToo}.pub`, mineToo])
          await connect(lab.host(own, { identityFiles: [file] }), { ...pins('chosen'), env });
        await expect(
          connect(lab.host(own, { identityFiles: [`${mineToo}.pub`] }), pins('chosen')),
        ).rejects.toMatchObject({
          code: 'SSH_KEY_FILE',
          message: expect.stringContaining('the agent does not have its private key'),
        });
      } finally {
        writeFileSync(lab.path('home/.ssh/config'), '');
        await own.end();
      }
    });

    test('a certificate is named where no key opens', async () => {
      const authority = lab.keygen('authority', { authorize: false });
      const certified = lab.keygen('certified', { authorize: false });
      execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'ann', '-n', lab.user, `${certified}.pub`]);
      const own = await lab.sshd({ hostKeys: [ed25519], config: [`TrustedUserCAKeys ${authority}.pub`] });
      await expect(
        connect(lab.host(own, { identityFiles: [certified] }), pins('certified')),
      ).rejects.toMatchObject({
        code: 'SSH_AUTH_FAILED',
        detail: expect.stringContaining(
          `Not offered: the certificate ${certified}-cert.pub: fck does not log in with certificates`,
        ),
        hint: expect.stringContaining('put the plain public key into'),
      });
      await own.end();
    });

    test('an agent that is gone is passed over, and told where no key opens', async () => {
      await connect(mine(), { env: { SSH_AUTH_SOCK: lab.path('no-agent') } });
      await expect(
        connect(lab.host(server), { env: { SSH_AUTH_SOCK: lab.path('no-agent') } }),
      ).rejects.toMatchObject({
        code: 'SSH_AUTH_FAILED',
        detail: expect.stringMatching(
          /^There was no key to offer\.\nNot offered: the keys of the agent at \S*no-agent, which does not answer: ./,
        ),
      });
    });
  });
});
