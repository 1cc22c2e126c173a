import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeRemote } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { supervisor } from './supervisor.js';

it('shows of the log of supervisord only what is about the role', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fck-supervisor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'supervisord.log');
  const lines = [
    "2026-11-30 07:00:01,000 INFO spawned: 'fck-shop.web.gunicorn.1.1' with pid 7",
    '2026-11-30 07:00:02,000 WARN exited: theirs (exit status 1; not expected)',
    '2026-11-30 07:00:03,000 INFO exited: fck-shop.web.gunicorn.1.1 (exit status 3; not expected)',
    '2026-11-30 07:00:04,000 INFO gave up: fck-shopping.web.gunicorn.4.2 entered FATAL state',
  ];
  writeFileSync(log, `${lines.join('\n')}\n`);
  const remote = fakeRemote({
    answers: [
      [
        '/var/log/supervisor/supervisord.log',
        ({ command }) =>
          execFileSync('sh', ['-c', command.replace('/var/log/supervisor/supervisord.log', log)], {
            encoding: 'utf8',
          }),
      ],
    ],
  });
  const manager = supervisor({ config: undefined, logs: '/var/log/fck' });
  expect(await manager.ownLog?.(remote, 10, ['shop.web.', '/opt/www/shop/'])).toBe(
    `${lines[0]}\n${lines[2]}`,
  );
  expect(await manager.ownLog?.(remote, 1, ['shop.web.', '/opt/www/shop/'])).toBe(lines[2]);
});
