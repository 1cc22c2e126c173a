import { sh } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { expectCommands } from './expect-commands.js';
import { expectIdempotent, expectIdempotentRun } from './expect-idempotent.js';
import { fakeRemote } from './fake-remote.js';
import { testFck } from './test-fck.js';

describe('expectCommands', () => {
  const remote = fakeRemote();
  const done = (async () => {
    await remote.run(sh`
      nginx -t &&
      echo ${'it works'}`);
    await remote.write('/etc/motd', 'hello');
    await remote.as('root').run(sh`systemctl reload nginx`);
  })();

  it('takes texts, expressions and commands', async () => {
    await done;
    expectCommands(remote, ["nginx -t && echo 'it works'", 'root: systemctl reload nginx']);
    expectCommands(remote, [sh`nginx -t && echo ${'it works'}`, /reload/]);
  });

  it.each([
    ['another one', ['nginx -t', 'root: systemctl reload nginx'], 'number 1'],
    ['another user', [/nginx -t/, 'systemctl reload nginx'], 'number 2'],
    ['one less', [/nginx -t/], 'number 2'],
    ['one more', [/nginx -t/, /reload/, 'reboot'], 'number 3'],
    ['none', [], 'number 1'],
  ])('refuses %s, and shows both', async (_, expected, number) => {
    await done;
    expect(() => expectCommands(remote, expected)).toThrow(number);
    expect(() => expectCommands(remote, expected)).toThrow(
      /Expected:\n[\s\S]*Run:\n {2}1\. nginx -t && echo 'it works'\n {2}2\. root: systemctl reload nginx/,
    );
  });
});

describe('expectIdempotent', () => {
  it('takes work that finds everything done the second time', async () => {
    const remote = await expectIdempotent(async ({ remote }) => {
      await remote.write('/etc/motd', 'hello');
    });
    expect(remote.describeChanges()).toEqual(['write /etc/motd']);
  });

  it('refuses work that is done again, and says what', async () => {
    const restarting = expectIdempotent(async ({ remote }) => {
      await remote.write('/etc/motd', 'hello');
      await remote.as('root').run(sh`systemctl restart motd`);
    });
    await expect(restarting).rejects.toThrow(/changed again:\n {2}root: run systemctl restart motd$/);
  });

  it('refuses steps whose check never holds', async () => {
    const careless = expectIdempotent(({ declare }) =>
      declare({ name: 'rain', check: async () => false, apply: async (remote) => remote.run(sh`dance`) }),
    );
    await expect(careless).rejects.toThrow(/"rain"/);
  });
});

describe('expectIdempotentRun', () => {
  it('refuses tasks that change something again, and says what', async () => {
    const project = await testFck();
    project.fck.tasks.register('log', {
      about: 'logs',
      run: (run) =>
        run.eachHost(({ remote, paths }) =>
          remote.run(sh`date >>${`${paths.project}/log`}`, { title: 'log it' }),
        ),
    });
    try {
      await expect(expectIdempotentRun(project, ['log'])).rejects.toThrow(
        /changed again:\n {2}local: log it$/,
      );
      await expectIdempotentRun(project, ['provision']);
    } finally {
      await project.remove();
    }
  });
});
