import type { FckEventDraft } from '@fck/core';
import { expect, test } from 'vitest';
import { createPalette } from '../terminal/palette.js';
import { recorded } from '../testing/recorded-run.test.helper.js';
import { WhatServes } from './what-serves.js';

const serves = (host: string, build: string, before?: string): FckEventDraft => ({
  type: 'serves',
  host,
  role: 'web',
  build,
  url: `http://${host}/`,
  ...(before === undefined ? {} : { before }),
});

function linesAfter(task: string, ...events: FckEventDraft[]): string[] {
  const found = new WhatServes();
  const start: FckEventDraft = { type: 'run:start', run: 'r', tasks: [task], dryRun: false };
  for (const event of recorded(start, ...events)) found.count(event);
  return found.lines(createPalette(false));
}

test('a deploy ends with the build, its URL, and the way back', () => {
  expect(
    linesAfter('deploy', serves('web-1', 'shop_2', 'shop_1'), serves('web-2', 'shop_2', 'shop_1')),
  ).toEqual(['  web serves shop_2 at http://web-1/ and 1 more', '  before: shop_1 (fck rollback)']);
});

test('a first deploy, a restart and a rollback have no way back', () => {
  expect(linesAfter('up', serves('web-1', 'shop_1'))).toEqual(['  web serves shop_1 at http://web-1/']);
  expect(linesAfter('restart', serves('web-1', 'shop_1', 'shop_1'))).toHaveLength(1);
  expect(linesAfter('rollback', serves('web-1', 'shop_1', 'shop_2'))).toHaveLength(1);
});

test('hosts with different builds have a line each', () => {
  expect(linesAfter('activate', serves('web-1', 'shop_2'), serves('web-2', 'shop_1'))).toHaveLength(2);
});

test('without an activation there is nothing to say', () => {
  expect(linesAfter('build')).toEqual([]);
});
