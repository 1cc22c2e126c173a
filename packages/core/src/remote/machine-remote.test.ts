import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeHost } from '@fck/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FckEventDraft } from '../api/events.js';
import { sh } from '../command/command.js';
import { Redactor } from '../command/redact.js';
import { secret } from '../command/secret.js';
import { isFckError } from '../errors/fck-error.js';
import { localTransport } from '../transport/local.js';
import { Machine } from './machine.js';
import { MachineRemote } from './machine-remote.js';
import { Plan } from './planned-changes.js';

const host = fakeHost({ name: 'here', address: 'local', transport: 'local', user: undefined });

let folder: string;
let machine: Machine;
let events: FckEventDraft[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-remote-'));
  machine = new Machine(host, async () => localTransport(), new Redactor());
  events = [];
});

afterEach(async () => {
  await machine.disconnect();
  rmSync(folder, { recursive: true, force: true });
});

function remote(plan?: Plan) {
  return new MachineRemote({
    host,
    machine,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    plan,
  });
}

const changes = () => events.filter((event) => event.type === 'change');

it.each<[string, (here: MachineRemote, text: never) => Promise<unknown>]>([
  ['test', (here, text) => here.test(text)],
  ['query', (here, text) => here.query(text)],
  ['run', (here, text) => here.run(text)],
  ['expect', (here, text) => here.expect('it', text)],
  ['stream', (here, text) => here.stream(text)],
])('%s takes no text as a command', async (_, verb) => {
  await expect(verb(remote(), 'uptime' as never)).rejects.toMatchObject({ code: 'COMMAND_SHAPE' });
});

describe('anything but a file at the path of a file', () => {
  beforeEach(() => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    execFileSync('truncate', ['-s', '9M', join(folder, 'huge')]);
    symlinkSync('/dev/zero', join(folder, 'endless'));
    mkdirSync(join(folder, 'folder'));
  });

  it.each([
    ['pipe', 'it is no regular file'],
    ['endless', 'it is no regular file'],
    ['folder', 'it is no regular file'],
    ['huge', 'it is larger than 8 MB'],
  ])('is not read without an end: %s', async (name, why) => {
    await expect(remote().read(join(folder, name))).rejects.toMatchObject({
      code: 'FILE_UNFIT',
      host: 'here',
      message: `${join(folder, name)} on here cannot be read: ${why}.`,
    });
  });

  it.each(['pipe', 'endless', 'huge'])('is replaced by the written file: %s', async (name) => {
    expect(await remote().write(join(folder, name), 'new\n')).toBe(true);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('new\n');
    expect(lstatSync(join(folder, name)).isFile()).toBe(true);
  });

  it('is not copied to this machine, if it is a named pipe', async () => {
    await expect(remote().download(join(folder, 'pipe'), join(folder, 'here'))).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
    });
  });
});

it('a change that prints without end is ended, and its output is emitted only in part', async () => {
  for (const [command, count] of [
    [sh`cat /dev/zero`, 0],
    [sh`yes`, 200_000],
  ] as const) {
    events = [];
    await expect(remote().run(command)).rejects.toMatchObject({
      code: 'OUTPUT_TOO_LONG',
      host: 'here',
      message: expect.stringContaining(command.text),
    });
    expect(events.length).toBeLessThanOrEqual(count + 1);
    expect(changes()).toEqual([]);
  }
});

describe('looks', () => {
  it('report success, output and failure', async () => {
    const here = remote();
    expect(await here.test(sh`true`)).toBe(true);
    expect(await here.test(sh`exit 3`)).toBe(false);
    expect(await here.query(sh`printf 'a\nb\n\n'`)).toBe('a\nb');
    await expect(here.query(sh`echo no such thing >&2; exit 4`)).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      host: 'here',
      detail: 'no such thing',
      message: expect.stringContaining('exit 4'),
    });
  });

  it('that are requested together are sent together', async () => {
    const here = remote();
    await here.test(sh`true`);
    const { statistics } = await machine.shell(undefined);
    const before = statistics.roundTrips;
    await Promise.all(Array.from({ length: 20 }, (_, index) => here.query(sh`echo ${index}`)));
    expect(statistics.roundTrips - before).toBe(1);
  });
});

describe('write', () => {
  it('makes a file with its mode, and finds it up to date the second time', async () => {
    const path = join(folder, "new folder/it's.conf");
    expect(await remote().write(path, 'hello\n', { mode: 0o640 })).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('hello\n');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(await remote().write(path, 'hello\n', { mode: 0o640 })).toBe(false);
    expect(await remote().write(path, 'hello\n', { mode: 0o600 })).toBe(true);
    expect(changes()).toHaveLength(2);
  });

  it('shows what it changes in a text file, but never a secret', async () => {
    const path = join(folder, 'app.conf');
    await remote().write(path, 'old\n');
    await remote().write(path, 'new\n');
    expect(events).toContainEqual({ type: 'diff', host: 'here', path, before: 'old\n', after: 'new\n' });
    events.length = 0;
    await remote().write(path, secret('password=hunter22\n'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(events)).not.toContain('hunter22');
  });

  it('leaves no part of a file behind when it fails', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(remote().write(join(folder, 'file/below'), 'x')).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
    });
    expect(await remote().query(sh`ls -A ${folder}`)).toBe('file');
  });
});

describe('upload', () => {
  it('of a local file that cannot be read is reported, and leaves the file on the host unchanged', async () => {
    const there = join(folder, 'there');
    writeFileSync(there, 'old');
    await expect(remote().upload(join(folder, 'nowhere'), there)).rejects.toMatchObject({
      code: 'UPLOAD_FAILED',
      host: 'here',
    });
    await expect(remote().upload(folder, there)).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    expect(readFileSync(there, 'utf8')).toBe('old');
    writeFileSync(join(folder, 'from'), 'new');
    await remote().upload(join(folder, 'from'), there);
    expect(readFileSync(there, 'utf8')).toBe('new');
  });
});

describe('run', () => {
  it('reports the command, its exit code and the end of its output when it fails', async () => {
    const failing = remote().run(sh`for i in $(seq 1 100); do echo line $i; done; exit 7`);
    await expect(failing).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringContaining('exit 7'),
    });
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    const lines = (isFckError(error) ? error.detail : '')?.split('\n') ?? [];
    expect(lines.at(-1)).toBe('line 100');
    expect(lines.length).toBeLessThanOrEqual(30);
  });

  it('keeps secrets out of output and errors', async () => {
    const failing = remote().run(sh`echo "token is $TOKEN"; exit 1`, {
      env: { TOKEN: secret('s3cr3t-token') },
    });
    await expect(failing).rejects.toMatchObject({ detail: 'token is ***' });
    expect(JSON.stringify(events)).not.toContain('s3cr3t-token');
  });

  it('ends after its time limit', async () => {
    await expect(remote().run(sh`sleep 20`, { timeout: 0.2 })).rejects.toMatchObject({
      code: 'COMMAND_TIMEOUT',
    });
  });
});

describe('expect', () => {
  it('tries until the condition is met', async () => {
    const path = join(folder, 'count');
    await remote().expect('three attempts', sh`echo x >>${path}; [ "$(wc -l <${path})" -ge 3 ]`, {
      every: 0.01,
    });
    expect(readFileSync(path, 'utf8')).toBe('x\nx\nx\n');
  });

  it('names the condition, and the result of onFailure', async () => {
    const waiting = remote().expect('the site to answer', sh`false`, {
      within: 0.05,
      every: 0.01,
      onFailure: async () => 'log line',
    });
    await expect(waiting).rejects.toMatchObject({
      code: 'EXPECTATION_FAILED',
      detail: 'log line',
      message: expect.stringContaining('the site to answer'),
    });
  });
});

describe('a dry run', () => {
  it('changes nothing, reports what it would change, and lets later looks see the planned content', async () => {
    const planned = remote(new Plan());
    const path = join(folder, 'site.conf');
    await planned.run(sh`touch ${join(folder, 'touched')}`, { title: 'touch it' });
    expect(await planned.write(path, 'content')).toBe(true);
    expect(await planned.read(path)).toBe('content');
    expect(await planned.exists(path)).toBe(true);
    expect(await planned.write(path, 'content')).toBe(false);
    expect(await remote().query(sh`ls -A ${folder}`)).toBe('');
    expect(changes().map((event) => event.type === 'change' && [event.what, event.planned])).toEqual([
      ['touch it', true],
      [`write ${path}`, true],
    ]);
  });

  it('throws for anything that depends on a skipped change', async () => {
    const planned = remote(new Plan());
    await planned.run(sh`make-it`);
    await expect(planned.query(sh`cat ${join(folder, 'made')}`)).rejects.toMatchObject({
      code: 'PLAN_UNKNOWN',
    });
  });
});
