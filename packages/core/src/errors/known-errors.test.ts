import { expect, it } from 'vitest';
import { errorKind } from './fck-error.js';
import { knownErrors } from './known-errors.js';

it('knows a kind of error once it is declared', () => {
  expect(knownErrors().some(({ code }) => code === 'REDIS_GONE')).toBe(false);
  errorKind('REDIS_GONE', 'Redis does not answer.', () => ({ message: 'It is gone.' }));
  expect(knownErrors()).toContainEqual({ code: 'REDIS_GONE', about: 'Redis does not answer.' });
});
