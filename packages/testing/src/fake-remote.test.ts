import { type Remote, secret, sh } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { fakeRemote } from './fake-remote.js';

describe('looks', () => {
  it('are answered by the first answer that fits', async () => {
    const remote = fakeRemote({
      answers: [
        [/^nginx -[tT]$/, false],
        ['nginx', { stderr: 'nginx version: nginx/1.22.1\n' }],
        ['uptime', '12 days\n\n'],
        ['arch', 3],
        ['whoami', ({ user }) => user ?? 'nobody in particular'],
      ],
    });
    expect(await remote.test(sh`nginx -t`)).toBe(false);
    expect(await remote.look(sh`nginx -v`)).toEqual({
      code: 0,
      stdout: '',
      stderr: 'nginx version: nginx/1.22.1\n',
    });
    expect(await remote.query(sh`uptime`)).toBe('12 days');
    await expect(remote.query(sh`arch`)).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      host: 'web-1',
      message: expect.stringContaining('exit 3'),
    });
    expect(await remote.as('root').query(sh`whoami`)).toBe('root');
    expect(await remote.as('deploy').query(sh`whoami`)).toBe('nobody in particular');
    expect(remote.looks).toEqual(['nginx -t', 'nginx -v', 'uptime', 'arch', 'whoami', 'whoami']);
    expect(remote.changes).toEqual([]);
  });

  it('without an answer are an error: silence would let a test pass by accident', async () => {
    await expect(fakeRemote().test(sh`command -v nginx`)).rejects.toThrow(
      /no answer to this look; add one:\ncommand -v nginx/,
    );
  });

  it('find the files that it was given, and the folders that these are in', async () => {
    const remote = fakeRemote({ files: { '/etc/app/app.conf': 'debug' } });
    expect(await remote.read('/etc/app/app.conf')).toBe('debug');
    expect(await remote.read('/etc/app')).toBeUndefined();
    expect(await remote.exists('/etc/app')).toBe(true);
    expect(await remote.exists('/etc/ap')).toBe(false);
  });

  it('tell facts of the login user', async () => {
    expect(await fakeRemote({ host: { user: 'ec2-user' }, facts: { os: 'amzn' } }).facts()).toMatchObject({
      os: 'amzn',
      user: 'ec2-user',
      packageManager: 'apt',
    });
  });
});

describe('changes', () => {
  it('are recorded with whom they were made as', async () => {
    const remote = fakeRemote();
    await remote.run(sh`make install`, { cwd: '/src' });
    await remote.as('root').write('/etc/app.conf', 'a', { mode: 0o600 });
    await remote.upload('./app.tar', '/tmp/app.tar');
    await remote.as('root').reboot();
    expect(remote.describeChanges()).toEqual([
      'run make install',
      'root: write /etc/app.conf',
      'upload /tmp/app.tar',
      'root: reboot',
    ]);
    expect(remote.changes[1]).toMatchObject({ content: 'a', before: undefined, options: { mode: 0o600 } });
    expect(remote.runs.map(({ options }) => options.cwd)).toEqual(['/src']);
    remote.forget();
    expect(remote.changes).toEqual([]);
    expect(await remote.exists('/tmp/app.tar')).toBe(true);
  });

  it('that change nothing are none', async () => {
    const remote = fakeRemote({ files: { '/etc/motd': 'hello' } });
    expect(await remote.write('/etc/motd', 'hello')).toBe(false);
    expect(await remote.write('/etc/motd', Buffer.from('bye'))).toBe(true);
    expect(remote.describeChanges()).toEqual(['write /etc/motd']);
  });

  it('of secrets are not shown', async () => {
    const remote = fakeRemote();
    await remote.write('/etc/token', secret('s3cr3t'));
    expect(JSON.stringify(remote.changes)).not.toContain('s3cr3t');
    expect(await remote.read('/etc/token')).toBe('s3cr3t');
  });

  it('fail as an answer says, and may change files', async () => {
    const remote = fakeRemote({
      answers: [
        ['make test', { code: 2, stderr: '1 failed' }],
        [
          'make',
          ({ files }) => {
            files.set('/src/app', 'built');
          },
        ],
      ],
    });
    await expect(remote.run(sh`make test`)).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      detail: '1 failed',
    });
    await remote.run(sh`make`);
    expect(await remote.read('/src/app')).toBe('built');
  });
});

describe('expect', () => {
  it('tries several times, without waiting', async () => {
    let asked = 0;
    const remote: Remote = fakeRemote({ answers: [['curl', () => ++asked === 3]] });
    await remote.expect('the site to answer', sh`curl localhost`, { within: 3600 });
    expect(asked).toBe(3);
  });

  it('fails with what onFailure found', async () => {
    const waiting = fakeRemote().expect('rain', async () => false, { onFailure: async () => 'sunshine' });
    await expect(waiting).rejects.toMatchObject({ code: 'EXPECTATION_FAILED', detail: 'sunshine' });
  });
});

describe('a dry run', () => {
  it('leaves files as they are, lets later looks see what it would write, and expects nothing', async () => {
    const remote = fakeRemote({ dryRun: true, files: { '/etc/motd': 'old' } });
    expect(await remote.write('/etc/motd', 'new')).toBe(true);
    expect(await remote.write('/etc/motd', 'new')).toBe(false);
    expect(await remote.read('/etc/motd')).toBe('new');
    expect(remote.files.get('/etc/motd')).toBe('old');
    await remote.expect('a miracle', async () => false);
  });

  it('does not know what depends on a change that was skipped', async () => {
    const remote = fakeRemote({ dryRun: true, answers: [['cat made', 1]] });
    await expect(remote.query(sh`cat made`)).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    await remote.run(sh`make it`);
    await expect(remote.query(sh`cat made`)).rejects.toMatchObject({ code: 'PLAN_UNKNOWN' });
  });
});
