import { expect, it } from 'vitest';
import { drawBuild } from './builds.js';

it('fck builds BUILD shows what a build is made of', () => {
  const text = drawBuild({
    host: 'web-1',
    build: {
      name: 'shop_00001_aaa',
      number: 1,
      commit: 'aaa',
      createdAt: '2026-01-02T03:04:05Z',
      builtBy: { role: 'web', host: 'web-1', by: 'ann@laptop' },
      sources: [{ repo: 'shop', commit: 'aaabbb', ref: 'main' }],
      platform: { python: '3.11' },
      components: [{ name: 'flask', version: '3.0.3', sha256: 'def' }],
      madeWith: { pip: '26.2' },
      checksum: 'abc',
    },
  });
  expect(text.split('\n')).toEqual([
    'shop_00001_aaa on web-1',
    '  made 2026-01-02T03:04:05Z by ann@laptop on web-1',
    '  checksum abc',
    'commits',
    '  shop aaabbb (main)',
    'platform',
    '  python 3.11',
    'made with',
    '  pip 26.2',
    'packages',
    '  flask 3.0.3',
  ]);
});
