import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeProvisionContext } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { accessFiles } from './access-files.js';
import { declareKey } from './key-steps.js';

it.each([
  ['is deploy’s alone', '600 1000', []],
  ['others may read', '644 1000', ['git key for example.com']],
  ['another account owns', '600 0', ['git key for example.com']],
])('a key that %s is in place or written again', async (_, standing, applied) => {
  const directory = mkdtempSync(join(tmpdir(), 'fck-key-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const localFile = join(directory, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', localFile]);
  const sum = createHash('sha256').update(readFileSync(localFile)).digest('hex');
  const files = accessFiles('/home/deploy', 'shop');
  const context = fakeProvisionContext({
    answers: [
      [
        'sha256sum',
        (asked) => `${asked.files.has(files.key('example.com')) ? '600 1000' : standing}\n1000\n${sum}  -\n`,
      ],
    ],
  });
  const key = { name: 'git', localFile };
  await declareKey({ context, files }, { host: 'example.com', ports: [22], key, hostKeys: undefined });
  expect(await context.applySteps()).toEqual(applied);
});
