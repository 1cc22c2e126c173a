import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ReplacingStream } from './replacing-stream.js';

it('replaces as if the text had come in one piece, and leaves all other bytes alone', async () => {
  const piece = fc.oneof(
    fc.constantFrom('/tmp/x', '/tmp/', '/', 'x', '/tmp/x/www', 'ü'),
    fc.uint8Array({ maxLength: 5 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece), async (pieces) => {
      const chunks = pieces.map((part) => Buffer.from(part as string));
      const moved = await buffer(Readable.from(chunks).pipe(new ReplacingStream('/tmp/x', '/tmp/hosts/ü')));
      const whole = Buffer.concat(chunks).toString('latin1');
      const expected = whole.replaceAll('/tmp/x', Buffer.from('/tmp/hosts/ü').toString('latin1'));
      expect(moved.toString('latin1')).toBe(expected);
    }),
  );
});

it('holds nothing back that cannot be the beginning of what it replaces', async () => {
  const stream = new ReplacingStream('/tmp/x', '/y');
  stream.write('echo /tmp/x\n');
  expect(stream.read()?.toString()).toBe('echo /y\n');
});
