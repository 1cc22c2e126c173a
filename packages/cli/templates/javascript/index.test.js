const assert = require('node:assert/strict');
const { it } = require('node:test');
const { expectIdempotentRun, testFck } = require('@fck/testing');
const plugin = require('./index.js');

it('greets on a real host: this machine', async () => {
  const project = await testFck({}, [[plugin, { text: 'hello' }]]);
  try {
    await expectIdempotentRun(project, ['provision']);
    await project.fck.run([plugin.name]);
    assert.ok(project.events.some((event) => event.type === 'note' && event.text === 'hello'));
  } finally {
    await project.remove();
  }
});
