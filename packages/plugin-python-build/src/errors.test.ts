import { FckError } from '@fck/core';
import { expect, it } from 'vitest';
import { buildErrors } from './errors.js';
import { planSchema } from './plan-schema.js';

it('the hint of failed unit tests names keys that a plan takes', () => {
  const failure = new FckError({ code: 'COMMAND_FAILED', message: 'exit code 1' });
  const hint = buildErrors.testsFailed('shop', 'web-1', failure).hint ?? '';
  expect(hint).toContain('`tests: {command: …}`');
  expect(hint).toContain('`tests: false`');
  for (const tests of [{ command: 'pytest -x' }, false])
    expect(planSchema.safeParse({ tests }).success).toBe(true);
});
