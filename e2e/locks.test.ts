import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SandboxMachine } from './faults/fixture/sandbox-machine.js';
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

/** A task of two steps; the first waits while the host has `/tmp/hold`. Provisioning writes a word for each role; for `db` it waits, too. */
const plugin = `
import { sh } from '@fck/core';
const held = sh\`while [ -e /tmp/hold ]; do sleep 0.1; done\`;
export default function write(fck) {
  fck.tasks.register('write', {
    about: 'writes two words',
    args: { word: { about: 'what to write', kind: 'text' } },
    run: ({ eachHost, args }) =>
      eachHost(async ({ remote, step }) => {
        await step('first', () =>
          remote.run(sh\`echo \${args.word} begins >>/tmp/words; \${held}; echo \${args.word} >>/tmp/words\`));
        await step('second', () => remote.run(sh\`echo \${args.word} again >>/tmp/words\`));
      }),
  });
  fck.hooks.provision.tap('write', ({ role, declare }) =>
    declare({
      name: \`the word of \${role.name}\`,
      check: (remote) => remote.test(sh\`grep -qx \${role.name} /tmp/words\`),
      apply: (remote) => {
        const slowly = role.name === 'db' ? held : sh\`:\`;
        return remote.run(sh\`echo \${role.name} begins >>/tmp/words; \${slowly}; echo \${role.name} >>/tmp/words\`);
      },
    }));
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
    (await project.fckOk('exec', '-H', 'web-1', 'cat /tmp/words; rm /tmp/words')).stdout.trim().split('\n');
  const state = async () => JSON.parse((await project.fckOk('lock', 'status', '--json')).stdout)[0].state;

  const hold = () => project.fckOk('exec', '-H', 'web-1', 'touch /tmp/hold');
  const letGo = () => project.fckOk('exec', '-H', 'web-1', 'rm /tmp/hold');

  /** Returns once the host's words contain this line. */
  const written = (line: string) =>
    expect
      .poll(async () => (await project.fck('exec', '-H', 'web-1', `grep -x '${line}' /tmp/words`)).code)
      .toBe(0);

  /** Starts a run with a waiting step, and returns once the host's words contain this line. */
  const beginUntil = async (line: string, ...args: string[]) => {
    await hold();
    const child = spawn(process.execPath, [fckProgram, ...args], {
      cwd: project.directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = once(child, 'close').then(([code]) => ({ code, stderr }));
    await written(line);
    return { child, ended, said: () => stderr };
  };
  const begin = (word: string) => beginUntil(`${word} begins`, 'run', 'write', '--word', word);

  it('keeps others out while a step of a killed run still runs, and then lets them in', async () => {
    const killed = await begin('killed');
    killed.child.kill('SIGKILL');
    await killed.ended;
    const refused = await project.fck('run', 'write', '--word', 'refused');
    expect(refused.stderr).toContain('LOCK_HELD');
    const next = project.fckOk('run', 'write', '--word', 'next', '--lock-wait', '120');
    await letGo();
    await next;
    expect(await words()).toEqual(['killed begins', 'killed', 'next begins', 'next', 'next again']);
    expect(await state()).toBe('free');
  });

  it('is taken from a run that is silent for too long, which then changes nothing more', async () => {
    const paused = await begin('paused');
    paused.child.kill('SIGSTOP');
    await letGo();
    const { stderr } = await project.fckOk('run', 'write', '--word', 'next', '--lock-wait', '180');
    expect(stderr).toMatch(/The lock of run .* was taken over: its last heartbeat was [3-9]\d s ago/);
    paused.child.kill('SIGCONT');
    expect(await paused.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('LOCK_LOST') });
    expect(await words()).toEqual(['paused begins', 'paused', 'next begins', 'next', 'next again']);
  });

  it('is released when its connection breaks, once the step in hand is finished, and the journal says so', async () => {
    // The journal is in the project's folder.
    await project.fckOk('run', 'provision');
    expect(await words()).toEqual(['web begins', 'web']);
    const cut = await begin('cut');
    const [machine] = SandboxMachine.ofProject('e2e-locks');
    await machine?.breakConnections();
    expect(await cut.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('OUTCOME_UNKNOWN') });
    const refused = await project.fck('run', 'write', '--word', 'refused');
    expect(refused.stderr).toContain('LOCK_HELD');
    await letGo();
    await expect.poll(state).toBe('free');
    expect(await words()).toEqual(['cut begins', 'cut']);
    const [, run] = JSON.parse((await project.fckOk('history', '--json')).stdout);
    const [onHost] = JSON.parse((await project.fckOk('history', '-H', 'web-1', '--json')).stdout);
    expect(onHost.entries).toContainEqual(expect.objectContaining({ run: run.run, result: 'abandoned' }));
    expect(await machine?.helpers()).toBe('');
  });

  it('is given back after Ctrl-C, once the step in hand is finished', async () => {
    const interrupted = await begin('interrupted');
    interrupted.child.kill('SIGINT');
    await expect.poll(interrupted.said).toContain('finishing the step in hand');
    await letGo();
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

  it('kept by a run that was killed, or left by a second Ctrl-C, is no hindrance to going on with it', async () => {
    const [host] = JSON.parse((await project.fckOk('sandbox', 'list', '--json')).stdout);
    const { address, identityFile, hostKeys } = host;
    // Another role on the same machine.
    const ssh = { key_filename: identityFile, host_keys: hostKeys };
    const db = { name: 'db', hosts: [{ name: 'db-1', address, user: 'deploy', ssh }] };
    project.edit((text) => `${text}  - ${JSON.stringify(db)}\n`);
    const resume = ['run', '--resume', '--lock-wait', '120', '--json'];
    const runs = async (): Promise<{ run: string; result: string }[]> =>
      JSON.parse((await project.fckOk('history', '--json')).stdout);

    const killed = await beginUntil('db begins', 'run', 'provision', 'write', '--word', 'w');
    expect((await project.fck('run', '--resume')).stderr).toContain('RESUME_RUNNING');
    expect(await runs()).toMatchObject({ 0: { result: 'running' } });
    killed.child.kill('SIGKILL');
    await killed.ended;
    await letGo();
    await written('db');

    const left = await beginUntil('w begins', ...resume);
    left.child.kill('SIGINT');
    await expect
      .poll(() => {
        left.child.kill('SIGINT');
        // A third one may reach it on its way out.
        return left.child.exitCode ?? left.child.signalCode;
      })
      .toSatisfy((end) => end === 130 || end === 'SIGINT');
    await letGo();

    const { stdout } = await project.fckOk(...resume);
    const last: ToldEvent[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(last).toContainEqual(expect.objectContaining({ task: 'provision', status: 'skipped' }));
    expect(workIn(last)).toEqual(['write db-1', 'write web-1']);
    const [ok, first, begun] = await runs();
    expect([ok?.result, first?.result, begun?.result]).toEqual(['ok', 'killed', 'killed']);
    const { events } = JSON.parse((await project.fckOk('history', first?.run ?? '', '--json')).stdout);
    expect(workIn(events)).toContain('provision db-1');
    expect(workIn(events)).not.toContain('provision web-1');
    const [onHost] = JSON.parse((await project.fckOk('history', '-H', 'web-1', '--json')).stdout);
    expect(onHost.entries).toContainEqual(expect.objectContaining({ run: begun?.run, result: 'abandoned' }));
    expect((await project.fck('run', '--resume')).stderr).toContain('RESUME_NOTHING');
    expect(await state()).toBe('free');
  });
});

interface ToldEvent {
  readonly type: string;
  readonly phase?: string;
  readonly host?: string;
}

/** Which phases began on which hosts. */
function workIn(events: readonly ToldEvent[]): string[] {
  return events
    .flatMap(({ type, phase, host }) => (type === 'host:start' ? [`${phase} ${host}`] : []))
    .toSorted();
}
