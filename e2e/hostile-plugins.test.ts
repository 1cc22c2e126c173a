import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { Folder } from './fixture/folder.js';
import { printedEvents } from './fixture/printed-events.js';
import { type Ended, fckProgram } from './fixture/run-fck.js';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const plugin = readFileSync(new URL('./fixture/hostile-plugin.mjs', import.meta.url), 'utf8');

const folders: Folder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** Every kind of a plugin's code, and the command that runs it. */
const deploy = ['run', 'provision', 'build', 'activate'];
const smoke = ['run', 'smoke'];
const kinds: Readonly<Record<string, readonly string[]>> = {
  apply: smoke,
  config: smoke,
  'schema of options': smoke,
  'schema of a section': smoke,
  'schema of a builder': smoke,
  validate: smoke,
  inventory: smoke,
  connect: deploy,
  provision: deploy,
  template: deploy,
  'check of a step': deploy,
  'apply of a step': deploy,
  builder: deploy,
  postBuild: deploy,
  buildSealed: deploy,
  service: deploy,
  'process manager': deploy,
  activate: deploy,
  'undo entry': deploy,
  rotation: deploy,
  switch: deploy,
  verify: deploy,
  task: smoke,
  eachHost: smoke,
  command: ['hostile', 'go'],
};

/** Kinds whose code returns at once: nothing waits for it. */
const synchronous = ['template'];
/** Kinds in the middle of a switch: what was begun has to be undone. */
const switching = ['rotation', 'switch', 'verify'];

interface Tried extends Ended {
  readonly seconds: number;
  /** The handlers that have undone something. */
  readonly undone: readonly string[];
}

/** Runs a command with a plugin that does one wrong thing at one place. */
async function attempt(
  at: string,
  fault: string,
  { args = kinds[at] ?? [], limits = 'hook: 4', json = false, until = () => false } = {} as {
    args?: readonly string[];
    limits?: string;
    json?: boolean;
    /** Tells from the output when to end it by a signal. */
    until?: (output: string) => boolean;
  },
): Promise<Tried> {
  const folder = new Folder({
    'hostile.mjs': plugin,
    'fck.yaml': `name: shop
plugins: [./hostile.mjs: {}]
limits: {${limits}}
root: ./root
roles: {web: {hosts: [local], hostile: {}, build: {hostile: {}}, activate: {user: nobody, idle: {}}}}
`,
    'instances/none': '',
  });
  folders.push(folder);
  for (const name of ['@fck', 'zod']) folder.link(`node_modules/${name}`, join(modules, name));
  folder.write(
    'fck.yaml',
    readFileSync(join(folder.path, 'fck.yaml'), 'utf8').replace('./root', join(folder.path, 'root')),
  );
  const undone = join(folder.path, 'undone');
  const env = {
    ...process.env,
    NO_COLOR: '1',
    HOME: folder.path,
    SSH_AUTH_SOCK: '',
    INSTANCES: join(folder.path, 'instances'),
    UNDONE: undone,
    AT: at,
    FAULT: fault,
    ...(at === 'rotation' ? { ROTATES: '1' } : {}),
  };
  const started = Date.now();
  const child = spawn(process.execPath, [fckProgram, ...args, ...(json ? ['--json'] : [])], {
    cwd: folder.path,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Far longer than any of them takes: a process that lives on fails the test.
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr, isSignalled] = ['', '', false];
  const heard = () => {
    if (isSignalled || !until(stdout + stderr)) return;
    isSignalled = true;
    child.kill('SIGTERM');
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    heard();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    code,
    stdout,
    stderr,
    seconds: (Date.now() - started) / 1000,
    undone: existsSync(undone) ? readFileSync(undone, 'utf8').trim().split('\n') : [],
  };
}

/** Wrong things that make work fail, and the code of the error; undefined: it depends on where. */
const faults: Readonly<Record<string, RegExp>> = {
  'never settles': /^(HOOK_TIMEOUT|HOOK_STUCK|PLUGIN_TIMEOUT)$/,
  throws: /^(PLUGIN_FAILED|PLUGIN_LOAD_FAILED)$/,
  'rejects with a value': /^(PLUGIN_FAILED|PLUGIN_LOAD_FAILED)$/,
  'throws in a timer': /^PLUGIN_UNCAUGHT$/,
  'exits the process': /^PROCESS_EXIT$/,
  'changes the folder': /^PROCESS_FOLDER$/,
};

/** Which faults are tried at a kind: those that differ by kind at all of them, the others where they are most harmful. */
const tried = Object.keys(kinds).flatMap((at) =>
  Object.keys(faults).flatMap((fault): [string, string][] => {
    const isEverywhere = fault === 'never settles' || fault === 'exits the process';
    const isSample = ['apply', 'schema of a section', 'validate', 'switch', 'command'].includes(at);
    const isPossible = !synchronous.includes(at) || !/settles|rejects|timer/.test(fault);
    return isPossible && (isEverywhere || isSample) ? [[at, fault]] : [];
  }),
);

describe.concurrent('a plugin', () => {
  it.each(tried)('in its %s that %s: an error names it, and the process ends', async (at, fault) => {
    const { code, stderr, undone } = await attempt(at, fault, {
      // What is slow on a busy machine is not to be taken for what hangs.
      limits: at === 'apply' || at === 'schema of options' ? 'load: 6' : 'hook: 4',
    });
    const error = stderr.slice(stderr.lastIndexOf('\n✖ ') + 1);
    expect(code, stderr).toBe(1);
    expect(error.trimEnd().split('\n').at(-1)?.trim(), stderr).toMatch(faults[fault] ?? /-/);
    expect(error, stderr).toMatch(/plugin hostile/);
    if (switching.includes(at)) expect(undone, stderr).toContain('first');
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  });
});

describe.concurrent('a plugin that does harm without failing', () => {
  it.each(['apply', 'validate', 'eachHost', 'done', 'event'])(
    'leaves handles open in its %s: the process ends, and the error names it',
    async (at) => {
      const { code, stderr } = await attempt(at, 'leaves handles open', { args: smoke });
      expect(code, stderr).toBe(1);
      expect(stderr).toMatch(/The plugin "hostile" left a timer and a server open/);
      expect(stderr).toMatch(/PLUGIN_STILL_OPEN/);
    },
  );

  it.each(['module', 'apply', 'validate', 'eachHost', 'done'])(
    'writes to the output in its %s: --json stays a list of events',
    async (at) => {
      const { code, stdout, stderr } = await attempt(at, 'writes to the output', { args: smoke, json: true });
      expect(code, stderr).toBe(0);
      const text = `hello from ${at}`;
      const logs = printedEvents<{ type: string }>(stdout).filter(({ type }) => type === 'log');
      // Before the run no reporter is there.
      if (at === 'module' || at === 'apply') expect(stderr).toContain(`hostile | ${text}\n`);
      else expect(logs).toEqual([expect.objectContaining({ plugin: 'hostile', stream: 'stdout', text })]);
    },
  );

  it('writes to the output in a command: its result is one document', async () => {
    const { code, stdout, stderr } = await attempt('command', 'writes to the output', { json: true });
    expect({ code, document: JSON.parse(stdout) }).toEqual({ code: 0, document: {} });
    expect(stderr).toContain('hostile | hello from command\n');
  });

  it('changes the environment: a warning names it', async () => {
    const { code, stderr } = await attempt('eachHost', 'changes the environment');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('hostile: changes the environment of fck itself (HOME)');
  });
});

describe.concurrent('in the middle of an activation', () => {
  it('a `finish` that hangs is a warning: the new build serves', async () => {
    const { code, stderr, undone } = await attempt('finish', 'never settles', { args: deploy });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('"hostile finish" failed, and is tried again by the next activation');
    expect(undone).toEqual([]);
  });

  it('an undo handler that hangs is left at its limit: the others are run, and a message names it', async () => {
    const { code, stderr, undone } = await attempt('undo step', 'never settles', { args: deploy });
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('could not undo "hostile.second": The plugin "hostile" did not finish');
    expect(stderr).toContain('the undo is incomplete');
    expect(undone.length, stderr).toBeGreaterThan(0);
  });

  it.each(['switch', 'done'])(
    'SIGTERM ends a plugin that hangs in its %s, and undoes the switch',
    async (at) => {
      const { code, stdout, stderr, undone } = await attempt(at, 'never settles, with a timer', {
        args: deploy,
        limits: 'hook: 50, interrupt: 0.5',
        json: true,
        until: (output) => output.includes(at === 'done' ? '"hostile:done"' : '"step":"hostile switch"'),
      });
      expect(code, stderr).toBe(143);
      const events = printedEvents<{ type: string; code: string; ok: boolean; text: string }>(stdout);
      expect(events.at(-1)).toMatchObject({ type: 'run:end', ok: at === 'done' });
      if (at === 'switch') {
        expect(events).toContainEqual(expect.objectContaining({ type: 'error', code: 'HOOK_INTERRUPTED' }));
        expect(events).toContainEqual(
          expect.objectContaining({ type: 'hostile:done', ok: false, failures: 1 }),
        );
        expect(undone, stderr).toContain('first');
      }
    },
  );
});
