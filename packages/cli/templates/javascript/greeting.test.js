const assert = require('node:assert/strict');
const { it } = require('node:test');
const { expectCommands, expectIdempotent, fakeProvisionContext } = require('@fck/testing');
const { declareGreeting } = require('./greeting.js');

it('writes the greeting', async () => {
  const context = fakeProvisionContext();
  declareGreeting(context, 'hello');
  await context.applySteps();
  assert.equal(context.remote.files.get('/opt/www/shop/greeting/text'), 'hello\n');
  expectCommands(context.remote, ['mkdir -p /opt/www/shop/greeting']);
});

it('leaves a greeting that is there', async () => {
  await expectIdempotent((context) => declareGreeting(context, 'hello'));
});
