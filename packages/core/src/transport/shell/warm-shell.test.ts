import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Exit, Transport } from '../../api/transport.js';
import { secret } from '../../command/secret.js';
import { localTransport } from '../local.js';
import { FrameReader } from './shell-frame.js';
import { SUDO_PROMPT } from './shell-start.js';
import { WarmShell } from './warm-shell.js';

describe('frames', () => {
  test('are parsed whole, however the bytes are split', () => {
    const output = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(
        fc.array(output, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 90 })),
        (outputs, cuts) => {
          const all = Buffer.concat(
            outputs.flatMap((bytes, index) => [bytes, Buffer.from(`fckabc ${index + 1} 7\n`)]),
          );
          const reader = new FrameReader('fckabc');
          const frames = pieces(all, cuts).flatMap((piece) => reader.push(piece));
          expect(frames.map((frame) => frame.sequence)).toEqual(outputs.map((_, index) => index + 1));
          frames.forEach((frame, index) => {
            expect(frame.output.equals(outputs[index] ?? Buffer.alloc(0))).toBe(true);
          });
          expect(reader.rest().length).toBe(0);
        },
      ),
    );
  });
});

/** Other systems have other shells as `sh`. */
const shells = ['sh', ...['bash', 'busybox sh'].filter((name) => existsSync(`/bin/${name.split(' ')[0]}`))];

describe.each(shells)('a warm shell (%s)', (command) => {
  let transport: Transport;
  let shell: WarmShell;
  beforeEach(() => {
    transport = localTransport();
    vi.spyOn(transport, 'open');
    shell = WarmShell.open(transport, { command, host: 'web1', user: 'deploy' });
  });
  afterEach(async () => {
    await shell.close();
    await transport.close();
  });

  test('finds the programs of services, with any PATH of a user', async () => {
    const own = WarmShell.open(transport, {
      command: `env PATH=/usr/bin:/bin ${command}`,
      host: 'web1',
      user: 'deploy',
    });
    const { stdout } = await own.look('echo "$PATH"');
    await own.close();
    expect(stdout).toBe('/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin\n');
  });

  test('answers with code and both outputs', async () => {
    expect(await shell.look('echo out; echo err >&2; exit 3')).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test('sends looks of one turn as one write, also after awaits of resolved values', async () => {
    const looks = Array.from({ length: 20 }, async (_, index) => {
      for (let depth = 0; depth < index % 6; depth += 1) await Promise.resolve();
      return shell.look(`echo ${index}`);
    });
    const answers = await Promise.all(looks);
    expect(answers.map((answer) => answer.stdout)).toEqual(
      Array.from({ length: 20 }, (_, index) => `${index}\n`),
    );
    expect(shell.statistics).toMatchObject({ roundTrips: 1, looks: 20, shells: 1, reruns: 0 });
    expect(transport.open).toHaveBeenCalledTimes(1);
  });

  test('survives any script', async () => {
    const hostile = [
      ['cat', 0, ''],
      ['read line; echo "[$line]"', 0, '[]\n'],
      ['exit 7', 7, ''],
      ['set -e; false; echo no', 1, ''],
      ['exec true', 0, ''],
      ['exec >/dev/null; echo lost', 0, ''],
      ['exec 1>&- 2>&-', 0, ''],
      ['cd /; LC_ALL=x; trap "echo trapped" EXIT', 0, 'trapped\n'],
      ['sleep 300 & echo started', 0, 'started\n'],
      ['printf "no newline"', 0, 'no newline'],
      ['cat <<EOF\nhere\nEOF', 0, 'here\n'],
      ["echo 'it'\\''s' # comment", 0, "it's\n"],
      ['echo a \\', 0, 'a \\\n'],
      ['f() { return 5; }; f', 5, ''],
      ['alias echo=false; echo(){ :; }', 0, ''],
      ["kill -9 $(sh -c 'echo $PPID')", 137, ''],
    ] as const;
    const answers = await Promise.all(hostile.map(([script]) => shell.look(script)));
    expect(answers.map(({ code, stdout }) => [code, stdout])).toEqual(
      hostile.map(([, code, stdout]) => [code, stdout]),
    );
    for (const syntax of ['if', ')', '}', 'echo "', "echo '", '$(', 'case x in', 'fi done']) {
      const broken = await shell.look(syntax);
      expect([syntax, broken.code > 0]).toEqual([syntax, true]);
    }
    expect(await shell.look('echo alive')).toMatchObject({ code: 0, stdout: 'alive\n' });
    expect(shell.statistics).toMatchObject({ shells: 1, reruns: 0 });
  });

  test('reads any word back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), async (word) => {
        fc.pre(!word.includes('\0'));
        const quoted = `'${word.replaceAll("'", `'\\''`)}'`;
        expect((await shell.look(`printf %s ${quoted}`)).stdout).toBe(word);
      }),
      { numRuns: 60 },
    );
  });

  test('gives binary and large output unchanged', async () => {
    const [bytes, large] = await Promise.all([
      shell.look("printf '\\000\\377\\001\\n\\r\\000'", { bytes: true }),
      shell.look('head -c 5000000 /dev/zero | tr "\\000" x; head -c 300000 /dev/zero | tr "\\000" y >&2'),
    ]);
    expect(bytes.stdoutBytes).toEqual(Buffer.from([0, 255, 1, 10, 13, 0]));
    expect([large.stdout.length, large.stderr.length]).toEqual([5_000_000, 300_000]);
  });

  test('speaks English and UTF-8', async () => {
    const answer = await shell.look('echo "$LC_ALL"; ls /nowhere');
    expect(answer.stdout).toMatch(/^C(\.UTF-8)?\n$/);
    expect(answer.stderr).toContain('No such file or directory');
  });

  test('is opened again after a script killed it, and repeats unanswered looks', async () => {
    const answers = await Promise.all([shell.look('echo 1'), shell.look('kill $$'), shell.look('echo 3')]);
    expect(answers.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, '1\n'],
      [143, ''],
      [0, '3\n'],
    ]);
    expect(shell.statistics).toMatchObject({ reruns: 2, shells: 3 });
    expect((await shell.look('echo 4')).stdout).toBe('4\n');
    expect(shell.statistics.shells).toBe(4);
  });

  test('ends a look that hangs, names it, and answers the others', async () => {
    const [first, hung, last] = await Promise.allSettled([
      shell.look('echo first'),
      shell.look('sleep 300', { timeout: 0.3 }),
      shell.look('echo last'),
    ]);
    expect(first).toMatchObject({ value: { stdout: 'first\n' } });
    expect(hung).toMatchObject({ reason: { code: 'LOOK_TIMEOUT', host: 'web1' } });
    expect(String(hung.status === 'rejected' && hung.reason.message)).toContain('sleep 300');
    expect(last).toMatchObject({ value: { stdout: 'last\n' } });
  });

  test('leaves no hanging process, also if the transport cannot end it', async () => {
    const deaf: Transport = {
      ...transport,
      open: async (command) => {
        const channel = await transport.open(command);
        const aborted = new AbortController();
        const exit = new Promise<Exit>((resolve) => {
          void channel.exit.then(resolve);
          aborted.signal.addEventListener('abort', () => resolve({ code: null, lost: true }));
        });
        return { ...channel, exit, abort: () => aborted.abort() };
      },
    };
    const file = join(tmpdir(), `fck-hung-${process.pid}`);
    const other = WarmShell.open(deaf, { command });
    const hung = other.look(`echo $$ > ${file}; sh -c 'echo $$ > ${file}; exec sleep 300'`, { timeout: 3 });
    await expect(hung).rejects.toMatchObject({ code: 'LOOK_TIMEOUT' });
    const pid = readFileSync(file, 'utf8').trim();
    await expect.poll(() => running(pid)).toBe(false);
    rmSync(file);
    await other.close();
  });

  test('counts the time of a look from its turn on', async () => {
    // Together they take longer than the limit of one, each only a small part of it.
    const numbers = Array.from({ length: 16 }, (_, index) => index);
    const answers = await Promise.all(numbers.map((n) => shell.look(`sleep 0.2; echo ${n}`, { timeout: 3 })));
    expect(answers.map((answer) => answer.stdout)).toEqual(numbers.map((n) => `${n}\n`));
    expect(shell.statistics.reruns).toBe(0);
  });

  test('refuses only the look with a NUL byte', async () => {
    const [bad, good] = await Promise.allSettled([shell.look('echo \0'), shell.look('echo good')]);
    expect(bad).toMatchObject({ reason: { code: 'COMMAND_VALUE' } });
    expect(good).toMatchObject({ value: { stdout: 'good\n' } });
  });

  test('fails looks after close()', async () => {
    await shell.close();
    await expect(shell.look('true')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });
});

describe('a shell that does not start', () => {
  const transport = localTransport();
  const failing = (command: string, password?: string) =>
    WarmShell.open(transport, {
      command,
      host: 'web1',
      user: 'deploy',
      password: password ? secret(password) : undefined,
    });

  test('reports its output', async () => {
    const shell = failing('echo This account is not available.; exit 1');
    await expect(shell.look('true')).rejects.toMatchObject({
      code: 'SHELL_FAILED',
      detail: 'This account is not available.',
    });
    await shell.close();
  });

  test.each([
    ['sudo: sorry, you must have a tty to run sudo', 'Defaults:deploy !requiretty'],
    ['sudo: a password is required', 'sudo_password: !env NAME'],
    ['deploy is not in the sudoers file.', 'deploy ALL=(ALL) NOPASSWD: ALL'],
    ['env: ‘sudo’: No such file or directory', 'user: root'],
  ])('suggests a fix for "%s"', async (words, remedy) => {
    const shell = WarmShell.open(transport, {
      command: `${fakeSudo(`echo "${words}" >&2; exit 1`)} -n -H -u root -- sh`,
      host: 'web1',
      user: 'deploy',
    });
    await expect(shell.look('true')).rejects.toMatchObject({
      code: 'SUDO_FAILED',
      message: expect.stringContaining(words),
      hint: expect.stringContaining(remedy),
    });
    await shell.close();
  });

  test('passes on the message of sudo, and does not call sudo again', async () => {
    const fake = fakeSudo('echo "sudo: a password is required" >&2; exit 1');
    const shell = failing(`${fake} -n -H -u root -- sh`);
    for (const look of [shell.look('true'), shell.look('true')]) {
      await expect(look).rejects.toMatchObject({
        code: 'SUDO_FAILED',
        message: expect.stringContaining('a password is required'),
      });
    }
    await expect(shell.look('true')).rejects.toMatchObject({ code: 'SUDO_FAILED' });
    expect(shell.statistics.shells).toBe(1);
    await shell.close();
  });
});

describe('sudo with a password', () => {
  const transport = localTransport();
  /**
   * As sudo reads passwords: a line from standard input, and again after a wrong one, here with a lecture in French.
   */
  const asking = fakeSudo(`echo "Avec de grands pouvoirs viennent de grandes responsabilités." >&2
  printf %s "$4" >&2
  while read -r word; do
    [ "$word" = right ] && { while [ "$1" != -- ]; do shift; done; shift; exec "$@"; }
    echo "Désolé, essayez de nouveau." >&2; printf %s "$4" >&2
  done; echo "sudo: 1 incorrect password attempt" >&2; exit 1`);
  const notAsking = fakeSudo('while [ "$1" != -- ]; do shift; done; shift; exec "$@"');
  const open = (sudo: string, password: string) =>
    WarmShell.open(transport, {
      command: `${sudo} -k -S -p ${SUDO_PROMPT} -H -u root -- sh`,
      password: secret(password),
      host: 'web1',
    });

  test.each([
    ['that it asks for', asking],
    ['that it does not want', notAsking],
  ])('%s', async (_, sudo) => {
    const shell = open(sudo, 'right');
    expect(await shell.look('echo inside')).toMatchObject({ code: 0, stdout: 'inside\n' });
    expect(await shell.look('echo again')).toEqual({ code: 0, stdout: 'again\n', stderr: '' });
    await shell.close();
  });

  test('that is wrong is sent once, in whatever language sudo asks again', async () => {
    const shell = open(asking, 'wrong');
    await expect(shell.look('true')).rejects.toMatchObject({
      code: 'SUDO_FAILED',
      message: expect.stringContaining('1 incorrect password attempt'),
      hint: expect.stringContaining('`sudo_password` is not the password'),
    });
    await shell.close();
  });
});

/** `sudo` as a shell function, because the real one may be missing. The command must begin with the word. */
function fakeSudo(body: string): string {
  return `sudo() { ${body}\n}; sudo`;
}

/** Whether a process runs; a zombie does not count. */
function running(pid: string): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'));
}

function pieces(all: Buffer, cuts: readonly number[]): Buffer[] {
  const result: Buffer[] = [];
  let start = 0;
  for (const cut of cuts) {
    result.push(all.subarray(start, start + cut));
    start += cut;
  }
  return [...result, all.subarray(start)];
}
