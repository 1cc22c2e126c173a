import { expect, it } from 'vitest';
import { tokensIn } from './hidden-paths.js';

it.each([
  ['https://pypi.example.com/simple', []],
  ['https://pypi.example.com/artifactory/api/pypi/pypi-local/simple/', []],
  ['https://pypi.example.com/t0k3n-of-shop/simple/', ['t0k3n-of-shop']],
  [
    '--index-url=https://pypi.example.com/basic/t0k3n-of-shop/python/simple?key=a1b2c3d4',
    ['t0k3n-of-shop', 'a1b2c3d4'],
  ],
  ['https://a.test/t0k3n-a/simple https://b.test/t0k3n-b/simple', ['t0k3n-a', 't0k3n-b']],
  ['./wheels', []],
])('finds what may be a token in %s', (text, found) => {
  expect(tokensIn(text)).toEqual(found);
});
