import type { Build } from '@fck/core';
import { fakeHostContext } from '@fck/testing';
import { expect, it } from 'vitest';
import { receiveExits } from './receiving.js';
import { settle } from './settle.js';

const build = { name: 'shop_00002_abc', checksum: 'abc' } as Build;
const differing = 'these files differ, are missing or do not belong to it:\n./lib/a.py\n';

function settled(code: number, stderrTail: string) {
  const context = fakeHostContext();
  const outcome = settle(context, build, 'builder-1', { exit: { code }, output: '', stderrTail });
  return { context, outcome };
}

it('a copy that differs is reported, with the files', async () => {
  await expect(settled(receiveExits.differs, differing).outcome).rejects.toMatchObject({
    code: 'COPY_CORRUPTED',
    detail: expect.stringContaining('./lib/a.py'),
  });
});

it.each([1, receiveExits.differs])(
  'a copy to a full disk that ends with %i is reported as such, and makes room',
  async (code) => {
    const { context, outcome } = settled(code, `awk: write failure (No space left on device)\n${differing}`);
    await expect(outcome).rejects.toMatchObject({
      code: 'COPY_INTERRUPTED',
      message: expect.stringContaining('the disk is full'),
    });
    expect(JSON.stringify(context.remote.changes)).toContain('.incoming-shop_00002_abc');
  },
);
