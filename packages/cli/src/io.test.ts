import { expect, test } from 'vitest';
import { outliveBrokenOutputs } from './io.js';
import { main } from './main.js';
import { fakeIo } from './testing/fake-io.test.helper.js';
import { fakeProject } from './testing/fake-project.test.helper.js';

const broken = (code: string) => Object.assign(new Error(`${code}: write`), { code });

test('a reader that went away is no failure; a full disk is', () => {
  const io = fakeIo();
  const unwritten = outliveBrokenOutputs(io);
  io.stdout.emit('error', broken('EPIPE'));
  io.stderr.emit('error', broken('ENOSPC'));
  expect(unwritten()).toBeUndefined();
  io.stdout.emit('error', broken('ENOSPC'));
  expect(unwritten()).toMatchObject({ code: 'ENOSPC' });
});

test.each([
  ['EPIPE', 0, ''],
  [
    'ENOSPC',
    1,
    '✖ The output could not be written: there is no room left where it goes. What was printed is not complete.\n',
  ],
  ['EIO', 1, '✖ The output could not be written: EIO: write. What was printed is not complete.\n'],
])('results that end with %s end the command with %i', async (code, exitCode, said) => {
  const io = fakeIo();
  io.stdout.write = () => {
    // Streams tell of it later.
    process.nextTick(() => io.stdout.emit('error', broken(code)));
    return true;
  };
  expect(await main(['config'], io, async () => fakeProject({ config: { name: 'shop' } }).fck)).toBe(
    exitCode,
  );
  expect(io.stderr.text).toBe(said);
});
