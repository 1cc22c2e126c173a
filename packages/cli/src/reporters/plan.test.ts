import { expect, test } from 'vitest';
import { createPalette } from '../terminal/palette.js';
import { plannedRun, recorded } from '../testing/recorded-run.test.helper.js';
import { Plan } from './plan.js';

function planOf(events: typeof plannedRun): Plan {
  const plan = new Plan();
  for (const event of events) plan.receive(event);
  return plan;
}

test('lists host by host what would change, with diffs', async () => {
  const drawn = await planOf(plannedRun).draw(createPalette(false), { diff: true });
  expect(drawn.split('\n')).toEqual([
    'web-1',
    '  ~ nginx is installed',
    '      install nginx',
    '  ~ motd: a greeting',
    '      write /etc/motd',
    '      --- /dev/null',
    '      +++ /etc/motd',
    '      @@ -0,0 +1,1 @@',
    '      +hello',
  ]);
});

test('without diff, only what is written where', async () => {
  const drawn = await planOf(plannedRun).draw(createPalette(false), { diff: false });
  expect(drawn).toContain('write /etc/motd');
  expect(drawn).not.toContain('+hello');
});

test('a change outside of any step is listed under its phase', async () => {
  const plan = planOf(
    recorded(
      { type: 'change', host: 'web-1', what: 'rm -r /old', planned: true },
      { type: 'host:end', phase: 'deactivate', host: 'web-1', status: 'planned', ms: 1 },
    ),
  );
  expect(await plan.draw(createPalette(false), { diff: true })).toBe(
    'web-1\n  ~ deactivate\n      rm -r /old',
  );
});

test('hosts that are as they should be make an empty plan', async () => {
  const plan = planOf(plannedRun.filter((event) => 'host' in event && event.host === 'web-2'));
  expect(plan.isEmpty).toBe(true);
  expect(await plan.draw(createPalette(false), { diff: true })).toBe('Nothing would change.');
});

test('steps that planned nothing make no plan', () => {
  const step = {
    phase: 'switch',
    host: 'web-1',
    plugin: 'nginx',
    step: 'look around',
    status: 'planned',
    ms: 1,
  } as const;
  expect(planOf(recorded({ type: 'step:end', ...step })).isEmpty).toBe(true);
});
