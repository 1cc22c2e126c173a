import { type HostContext, sh } from '@fck/core';
import { folderHosts, testFck } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { converse } from '../store/converse.js';
import { exchangeStraight, exchangeThroughHere } from './exchange.js';

const endless = sh`sleep 300`;

it.each<[string, (context: HostContext) => Promise<unknown>]>([
  ['straight', (context) => exchangeStraight(context, endless, 'fetch')],
  [
    'through this machine',
    (context) =>
      exchangeThroughHere(
        context,
        { source: context.remote, send: endless, receive: endless, bulk: false },
        'fetch',
      ),
  ],
  [
    'into a store',
    async (context) => converse(context, await context.remote.stream(endless), '', async () => undefined),
  ],
])('a copy %s whose turn comes after the interrupt ends at once', async (_, copy) => {
  const project = await testFck({ roles: { web: { hosts: folderHosts('web-1') } } });
  onTestFinished(() => project.remove());
  const user = new AbortController();
  project.fck.tasks.register('copy', {
    about: 'copies',
    run: ({ eachHost }) =>
      eachHost((context) => {
        user.abort();
        return copy(context);
      }),
  });
  await expect(project.fck.run(['copy'], { signal: user.signal })).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
});
