import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { noSshd } from '@fck/testing';
import { describe, expect, test } from 'vitest';
import { sshBench } from '../ssh-bench.test.helper.js';

describe.skipIf(noSshd)(`ssh${noSshd ? ` (skipped: ${noSshd})` : ''}`, async () => {
  const { lab, ed25519, ecdsa, rsa, key, server, connect, mine, pins, publicKey } = await sshBench();

  describe('host keys', () => {
    test('a new one is pinned, with a notice, and is known from then on', async () => {
      const at = pins('new');
      await connect(mine(), at);
      expect(readFileSync(at.knownHostsFile, 'utf8')).toBe(
        `[127.0.0.1]:${server.port} ${publicKey(ed25519)}\n`,
      );
      expect(statSync(at.knownHostsFile).mode & 0o777).toBe(0o600);
      expect(lab.notices).toEqual([expect.stringMatching(/is new and was pinned .*SHA256:/)]);
      await connect(lab.host(server, { identityFiles: [key], hostKeyChecking: 'strict' }), at);
      expect(lab.notices).toHaveLength(1);
    });

    test('a new one is refused if checking is strict', async () => {
      const host = lab.host(server, { identityFiles: [key], hostKeyChecking: 'strict' });
      const at = pins('strict');
      await expect(connect(host, at)).rejects.toMatchObject({ code: 'SSH_HOST_KEY_UNKNOWN', host: 'web1' });
      expect(existsSync(at.knownHostsFile)).toBe(false);
    });

    test('a new one is refused if ~/.ssh/config says `ask`, until the user has confirmed it', async () => {
      writeFileSync(lab.path('home/.ssh/config'), 'StrictHostKeyChecking ask\n');
      const at = pins('ask');
      try {
        await expect(connect(mine(), at)).rejects.toMatchObject({
          code: 'SSH_HOST_KEY_UNKNOWN',
          detail: expect.stringContaining('SHA256:'),
          hint: expect.stringMatching(/ssh -p \d+ \S+@127\.0\.0\.1.*host_keys.*accept-new/),
        });
        expect(existsSync(at.knownHostsFile)).toBe(false);
        await connect(mine(), pins('asked', `[127.0.0.1]:${server.port} ${publicKey(ed25519)}`));
      } finally {
        writeFileSync(lab.path('home/.ssh/config'), '');
      }
    });

    test('an authority for hosts is named, since its certificates are not understood', async () => {
      const authority = `@cert-authority *,[127.0.0.1]:* ${publicKey(ecdsa)}`;
      const strict = lab.host(server, { identityFiles: [key], hostKeyChecking: 'strict' });
      const at = pins('authority', authority);
      await expect(connect(strict, at)).rejects.toMatchObject({
        code: 'SSH_HOST_KEY_UNKNOWN',
        message: expect.stringContaining('@cert-authority'),
        where: { file: at.knownHostsFile, line: 1 },
      });
      await connect(mine(), at);
      expect(lab.notices).toEqual([expect.stringMatching(/was pinned .*:1 names an authority.*compare/)]);
    });

    test('a changed one is refused before anything is sent, with both fingerprints and the place of the known one', async () => {
      const other = lab.keygen('other_host', { authorize: false });
      const at = pins('changed', '# by hand', `[127.0.0.1]:${server.port} ${publicKey(other)}`);
      const before = server.log.length;
      await expect(connect(mine(), at)).rejects.toMatchObject({
        code: 'SSH_HOST_KEY_CHANGED',
        where: { file: at.knownHostsFile, line: 2 },
        detail: expect.stringMatching(
          /^Shown: SHA256:\S+ \(ssh-ed25519\)\nKnown: SHA256:\S+ \(ssh-ed25519\) at .*:2$/,
        ),
        hint: expect.stringContaining('ssh-keygen -R'),
      });
      expect(server.log.slice(before)).not.toMatch(/Failed publickey|Postponed/);
    });

    test('the type that is known is asked for, though the host prefers another', async () => {
      for (const hostKey of [ecdsa, rsa]) {
        await connect(
          mine(),
          pins(`type-${hostKey.split('_').pop()}`, `[127.0.0.1]:${server.port} ${publicKey(hostKey)}`),
        );
      }
      expect(lab.notices).toEqual([]);
    });

    test('a key of another type does not count as new', async () => {
      const one = await lab.sshd({ hostKeys: [ed25519] });
      const at = pins('othertype', `[127.0.0.1]:${one.port} ${publicKey(ecdsa)}`);
      const host = lab.host(one, { identityFiles: [key] });
      await expect(connect(host, at)).rejects.toMatchObject({ code: 'SSH_HOST_KEY_CHANGED' });
      await one.end();
    });

    test('given ones are the only right ones', async () => {
      const given = (file: string) =>
        lab.host(server, { identityFiles: [key], hostKeys: [`${publicKey(file)} comment`] });
      const at = pins('given', `[127.0.0.1]:${server.port} ${publicKey(ed25519)}`);
      await connect(given(rsa), at);
      const other = lab.keygen('other_given', { authorize: false });
      await expect(connect(given(other), at)).rejects.toMatchObject({
        code: 'SSH_HOST_KEY_CHANGED',
        hint: expect.stringContaining('host_keys'),
      });
    });

    test('a revoked one is refused, also by the user’s own file', async () => {
      writeFileSync(lab.path('home/.ssh/known_hosts'), `@revoked * ${publicKey(ed25519)}\n`);
      await expect(connect(mine(), pins('revoked'))).rejects.toMatchObject({ code: 'SSH_HOST_KEY_REVOKED' });
      writeFileSync(lab.path('home/.ssh/known_hosts'), `[127.0.0.1]:${server.port} ${publicKey(ed25519)}\n`);
      await connect(lab.host(server, { identityFiles: [key], hostKeyChecking: 'strict' }), pins('revoked'));
      writeFileSync(lab.path('home/.ssh/known_hosts'), '');
    });

    test('a new one is accepted once, with a notice, where the project cannot be written', async () => {
      const at = { ...pins('unwritable'), knownHostsFile: '/sys/fck/known_hosts' };
      await connect(mine(), at);
      expect(lab.notices.at(-1)).toMatch(
        /is new, and \/sys\/fck\/known_hosts cannot be written: it was accepted this once.*SHA256:.*add this line to ~\/\.ssh\/known_hosts: \[127\.0\.0\.1\]:\d+ ssh-/,
      );
    });

    test('many at once are pinned once', async () => {
      const at = pins('many');
      await Promise.all(Array.from({ length: 8 }, () => connect(mine(), at)));
      expect(readFileSync(at.knownHostsFile, 'utf8').trim().split('\n')).toHaveLength(1);
    });
  });
});
