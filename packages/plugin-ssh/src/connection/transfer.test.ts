import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { noSshd } from '@fck/testing';
import { describe, expect, test } from 'vitest';
import { sshBench } from '../ssh-bench.test.helper.js';

describe.skipIf(noSshd)(`ssh${noSshd ? ` (skipped: ${noSshd})` : ''}`, async () => {
  const { lab, ed25519, key, connect, mine, pins } = await sshBench();

  describe('files', () => {
    test('small and large ones go there and come back', async () => {
      const transport = await connect(mine());
      for (const size of [0, 10, 30 * 1024 * 1024]) {
        const [from, there, back] = [lab.path('from'), lab.path("there it's"), lab.path('back')];
        writeFileSync(from, Buffer.alloc(size, 'fck '));
        writeFileSync(there, 'x'.repeat(100));
        let progress = 0;
        await transport.put(from, there, (bytes) => {
          progress = bytes;
        });
        expect([statSync(there).size, progress]).toEqual([size, size]);
        await transport.get(there, back);
        expect(readFileSync(back).equals(readFileSync(from))).toBe(true);
      }
    });

    test('a server without SFTP takes large ones too', async () => {
      const bare = await lab.sshd({ hostKeys: [ed25519], config: ['Subsystem sftp /bin/false'].slice(1) });
      const transport = await connect(lab.host(bare, { identityFiles: [key] }), pins('bare'));
      writeFileSync(lab.path('from'), Buffer.alloc(2_000_000, 'y'));
      await transport.put(lab.path('from'), lab.path('there'));
      expect(statSync(lab.path('there')).size).toBe(2_000_000);
      await transport.close();
      await bare.end();
    });

    test('what fails says why', async () => {
      const transport = await connect(mine());
      for (const size of [10, 2_000_000]) {
        writeFileSync(lab.path('from'), Buffer.alloc(size));
        await expect(transport.put(lab.path('from'), lab.path('no/such/dir'))).rejects.toMatchObject({
          code: 'UPLOAD_FAILED',
          message: expect.stringMatching(/No such file|nonexistent/),
        });
      }
      await expect(transport.put(lab.path('nowhere'), lab.path('x'))).rejects.toMatchObject({
        code: 'UPLOAD_FAILED',
      });
      await expect(transport.get(lab.path('nowhere'), lab.path('x'))).rejects.toMatchObject({
        code: 'DOWNLOAD_FAILED',
      });
      expect(existsSync(lab.path('x'))).toBe(false);
    });
  });
});
