import { expect, it } from 'vitest';
import { z } from 'zod';
import { FckContainer } from '../../fck.js';
import { tapsOf } from '../taps/recorded-taps.js';
import { pluginReports } from './plugin-report.js';

const origin = { version: '1.2.3', from: 'inline' };

it('lists the registrations of each plugin, and the order of its taps among the others', async () => {
  const fck = new FckContainer();
  await fck.applyAs({ name: 'redis', ...origin }, () => {
    fck.tools.register('my-redis', { about: 'Redis', packages: { apt: ['redis'] } });
    fck.section({ at: 'role.provision', name: 'redis', schema: z.object({}), about: '' });
    fck.hooks.done.tap('redis', () => {});
  });
  await fck.applyAs({ name: 'chat', ...origin }, () => {
    fck.hooks.done.tap({ name: 'chat, early', stage: -1 }, () => {});
    fck.hooks.event.tap('chat', () => {});
  });
  expect(pluginReports(fck)).toEqual([
    {
      name: 'redis',
      ...origin,
      registered: { tool: ['my-redis'], section: ['provision.redis'] },
      overrides: [],
      taps: [{ hook: 'done', position: 2 }],
    },
    {
      name: 'chat',
      ...origin,
      registered: {},
      overrides: [],
      taps: [
        { hook: 'done', position: 1 },
        { hook: 'event', position: 1 },
      ],
    },
  ]);
  expect(tapsOf(fck.hooks)).toContainEqual({
    hook: 'done',
    plugin: 'chat',
    name: 'chat, early',
    position: 1,
  });
});
