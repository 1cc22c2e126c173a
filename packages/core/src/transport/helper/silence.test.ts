import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const modules = fileURLToPath(new URL('../../../python', import.meta.url));

it('a helper that hears nothing from fck ends, though its input is open', async () => {
  const program = 'import sys; sys.path.insert(0, sys.argv[1]); import helper; helper.SILENCE = 1';
  const silent = spawn('python3', ['-c', `${program}; helper.Helper().serve()`, modules], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  expect(await once(silent, 'exit')).toEqual([0, null]);
  silent.stdin.end();
});
