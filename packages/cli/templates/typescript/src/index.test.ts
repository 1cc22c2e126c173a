import { expectIdempotentRun, testFck } from '@fck/testing';
import { expect, it } from 'vitest';
import plugin from './index.js';

it('greets on a real host: this machine', async () => {
  const project = await testFck({}, [[plugin, { text: 'hello' }]]);
  try {
    await expectIdempotentRun(project, ['provision']);
    await project.fck.run([plugin.name]);
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'note', text: 'hello' }));
  } finally {
    await project.remove();
  }
});
