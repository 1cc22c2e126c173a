import { expect, test } from 'vitest';
import { FckError, messageWithDetail } from './fck-error.js';

test.each([
  [
    new FckError({ code: 'A', message: 'It failed.', detail: 'why\nand where\n' }),
    'It failed.\n  | why\n  | and where',
  ],
  [new FckError({ code: 'A', message: 'It failed.' }), 'It failed.'],
  [new Error('It failed.'), 'It failed.'],
  ['It failed.', 'It failed.'],
])('%s with its detail', (thrown, text) => {
  expect(messageWithDetail(thrown)).toBe(text);
});
