import { describe, expect, it } from 'vitest';
import { parseTransferred } from './transferred.js';

describe('what the receiving end of a copy says last', () => {
  const got = { files: 2, bytes: 14, allFiles: 6, allBytes: 100, sent: 300 };

  it.each([
    ['alone', ''],
    ['behind other lines', 'base - zstd\n'],
    ['behind the names that it wants', '17\n./lib/a\n\0./lib/b.py\0'],
  ])('is read %s', (_, before) => {
    expect(parseTransferred(`${before}got 2 14 6 100 300\n`)).toEqual(got);
  });

  it('is nothing, if another run brought the build', () => {
    expect(parseTransferred('there\n')).toBeUndefined();
    expect(parseTransferred('./got 1 2 3 4 5\n\0')).toBeUndefined();
  });
});
