import { expectCommands, expectIdempotent, fakeProvisionContext } from '@fck/testing';
import { expect, it } from 'vitest';
import { declareGreeting } from './greeting.js';

it('writes the greeting', async () => {
  const context = fakeProvisionContext();
  declareGreeting(context, 'hello');
  await context.applySteps();
  expect(context.remote.files.get('/opt/www/shop/greeting/text')).toBe('hello\n');
  expectCommands(context.remote, ['mkdir -p /opt/www/shop/greeting']);
});

it('leaves a greeting that is there', () =>
  expectIdempotent((context) => declareGreeting(context, 'hello')));
