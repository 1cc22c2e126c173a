import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GuestProject } from './fixture/guest-project.js';
import { fckProgram } from './fixture/run-fck.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';

const config = `
name: e2e-locks
plugins: [sandbox, ./write.mjs]
roles:
  - name: web
    sandbox: {count: 1}
`;

/** A task of two steps; the first takes as long as it is told. */
const plugin = `
import { sh } from '@fck/core';
export default function write(fck) {
  fck.tasks.register('write', {
    summary: 'writes two words',
    args: { word: { about: 'what to write', kind: 'text' }, seconds: { about: 'how long', kind: 'text' } },
    run: ({ eachHost, args }) =>
      eachHost(async ({ remote, step }) => {
        await step('first', () =>
          remote.run(sh\`echo \${args.word} begins >>/tmp/words; sleep \${args.seconds ?? '0'}; echo \${args.word} >>/tmp/words\`));
        await step('second', () => remote.run(sh\`echo \${args.word} again >>/tmp/words\`));
      }),
  });
}
`;

describe.skipIf(noSandbox)(onHosts('the lock of a host'), () => {
  let project: GuestProject;

  beforeAll(async () => {
    project = new GuestProject(config);
    project.write('write.mjs', plugin);
    mkdirSync(join(project.directory, 'node_modules/@fck'), { recursive: true });
    symlinkSync(
      fileURLToPath(new URL('../packages/core', import.meta.url)),
      join(project.directory, 'node_modules/@fck/core'),
    );
    await project.fckOk('sandbox', 'up', '--install-missing');
  });

  afterAll(async () => {
    await project?.fck('sandbox', 'down');
    project?.remove();
  });

  const words = async () =>
    (await project.fckOk('exec', 'cat /tmp/words; rm /tmp/words')).stdout.trim().split('\n');
  const state = async () => JSON.parse((await project.fckOk('lock', 'status', '--json')).stdout)[0].state;

  /** Begins a run and returns once its first step does something on the host. */
  const begin = async (word: string, seconds: number) => {
    const child = spawn(
      process.execPath,
      [fckProgram, 'run', 'write', '--word', word, '--seconds', `${seconds}`],
      {
        cwd: project.directory,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const ended = once(child, 'close').then(([code]) => ({ code, stderr }));
    await expect
      .poll(async () => (await project.fck('exec', `grep '${word} begins' /tmp/words`)).code, {
        timeout: 30_000,
      })
      .toBe(0);
    return { child, ended };
  };

  it('keeps others out while a step of a killed run still runs, and then lets them in', async () => {
    const killed = await begin('killed', 8);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const refused = await project.fck('run', 'write', '--word', 'refused');
    expect(refused.stderr).toContain('LOCK_HELD');
    await project.fckOk('run', 'write', '--word', 'next', '--lock-wait', '30');
    expect(await words()).toEqual(['killed begins', 'killed', 'next begins', 'next', 'next again']);
    expect(await state()).toBe('free');
  });

  it('is taken from a run that is silent for too long, which then changes nothing more', async () => {
    const paused = await begin('paused', 6);
    paused.child.kill('SIGSTOP');
    const { stderr } = await project.fckOk('run', 'write', '--word', 'next', '--lock-wait', '60');
    expect(stderr).toMatch(/The lock of run .* was taken over: its last heartbeat was 3\d s ago/);
    paused.child.kill('SIGCONT');
    expect(await paused.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('LOCK_LOST') });
    expect(await words()).toEqual(['paused begins', 'paused', 'next begins', 'next', 'next again']);
  });

  it('is given back after Ctrl-C, once the step in hand is finished', async () => {
    const interrupted = await begin('interrupted', 3);
    interrupted.child.kill('SIGINT');
    expect((await interrupted.ended).code).toBe(130);
    expect(await state()).toBe('free');
    expect(await words()).toEqual(['interrupted begins', 'interrupted']);
  });

  it('taken by hand keeps everybody out until it is released', async () => {
    await project.fckOk('lock', 'acquire', '--message', 'moving the database');
    const refused = await project.fck('run', 'write', '--word', 'refused');
    expect(refused.stderr).toMatch(/moving the database[\s\S]*fck lock release/);
    await project.fckOk('lock', 'release');
    await project.fckOk('run', 'write', '--word', 'next');
    expect(await words()).toEqual(['next begins', 'next', 'next again']);
  });
});
