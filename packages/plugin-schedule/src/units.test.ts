import { secret, withoutSecrets, withSecrets } from '@fck/core';
import { fakeProject, fakeRole } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { scheduleSchema } from './section.js';
import { filesOfJob } from './units.js';

const role = fakeRole();
const owner = { project: fakeProject([role]), role };
const surroundings = { cwd: '/opt/www/shop/builds/b1/app', env: { KEY: secret('s3cr3t') }, user: 'fck-shop' };

function filesOf(job: object): Record<string, string> {
  const { nightly } = scheduleSchema.parse({ nightly: { command: 'true', at: 'daily 03:00', ...job } });
  if (!nightly) throw new Error('no job');
  const files = filesOfJob(owner, 'nightly', nightly, surroundings);
  return Object.fromEntries(files.map(({ path, content }) => [path, String(content)]));
}

describe('the files of a job', () => {
  const files = filesOf({ command: `echo "100%" '$HOME'`, timeout: 60, env: { OWN: 'x' } });
  const service = files['/etc/systemd/system/fckjob-shop.web.nightly.service'] ?? '';
  const timer = files['/etc/systemd/system/fckjob-shop.web.nightly.timer'] ?? '';
  const environment = files['/etc/fck/schedule/fckjob-shop.web.nightly.env'] ?? '';

  it('run its line of shell as the user of the services, and end it after its timeout', () => {
    expect(service.split('\n')).toEqual(
      expect.arrayContaining([
        `ExecStart="/bin/sh" "-c" "echo \\"100%%\\" '$$HOME'"`,
        'WorkingDirectory=/opt/www/shop/builds/b1/app',
        'User=fck-shop',
        'EnvironmentFile=/etc/fck/schedule/fckjob-shop.web.nightly.env',
        'TimeoutStartSec=60',
      ]),
    );
    expect(timer).toContain('\nOnCalendar=*-*-* 03:00:00\n');
  });

  it('have the environment in a file of its own only', () => {
    expect(withoutSecrets(environment)).toBe('KEY="***"\nOWN="x"\n');
    expect(withSecrets(environment)).toContain('s3cr3t');
    expect(withSecrets(service + timer)).not.toContain('s3cr3t');
  });
});

it.each([
  [{ at: 'every 7 minutes' }, '60 minutes are no multiple of 7'],
  [{ at: 3 }, 'five fields of cron'],
  [{ hosts: 2 }, 'expected 1 or all'],
  [{ command: ' ' }, 'command'],
])('refuses %j', (wrong, why) => {
  expect(() => filesOf(wrong)).toThrow(why);
});
