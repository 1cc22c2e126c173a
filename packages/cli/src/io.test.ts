import { expect, test } from 'vitest';
import { outliveBrokenPipes } from './io.js';
import { fakeIo } from './testing/fake-io.test.helper.js';

test('a reader that went away is no reason to crash; a full disk is', () => {
  const io = fakeIo();
  outliveBrokenPipes(io);
  expect(() => io.stdout.emit('error', Object.assign(new Error('broken'), { code: 'EPIPE' }))).not.toThrow();
  expect(() => io.stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow('full');
});
