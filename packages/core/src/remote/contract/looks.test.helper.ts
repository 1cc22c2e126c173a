import { describe, expect, it } from 'vitest';
import { sh, userCommand } from '../../command/command.js';
import type { ContractBench } from './bench.test.helper.js';

const MB = 1024 * 1024;

export function looksContract(bench: ContractBench): void {
  describe('a look', () => {
    it('has the exit code and both outputs, byte for byte', async () => {
      const here = bench.remote();
      expect(await here.look(sh`printf 'a\r\n\n\tb'; echo err >&2; exit 3`)).toEqual({
        code: 3,
        stdout: 'a\r\n\n\tb',
        stderr: 'err\n',
      });
      expect(await here.look(sh`printf 'a\000b'; printf 'é 漢' >&2`)).toEqual({
        code: 0,
        stdout: 'a\0b',
        stderr: 'é 漢',
      });
    });

    it('reports whether a command succeeds, and 128 and the signal for one that was killed', async () => {
      const here = bench.remote();
      expect(await here.test(sh`true`)).toBe(true);
      expect(await here.test(sh`exit 3`)).toBe(false);
      expect(await here.test(sh`no-such-program`)).toBe(false);
      expect(await here.look(sh`no-such-program`)).toMatchObject({ code: 127 });
      expect(await here.look(sh`kill -9 $(sh -c 'echo $PPID')`)).toMatchObject({ code: 137 });
      expect(await here.look(sh`kill $$`)).toMatchObject({ code: 143 });
    });

    it('as a query has the output without the newlines at its end, or fails with the end of the errors', async () => {
      const here = bench.remote();
      expect(await here.query(sh`printf '\na\nb\n\n'`)).toBe('\na\nb');
      await expect(here.query(sh`echo no such thing >&2; exit 4`)).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        host: bench.place.host.name,
        detail: 'no such thing',
        message: expect.stringContaining('exit 4'),
      });
    });

    it('replaces what is not UTF-8', async () => {
      expect(await bench.remote().look(sh`printf 'a\377b\n'; printf '\303' >&2`)).toEqual({
        code: 0,
        stdout: 'a\uFFFDb\n',
        stderr: '\uFFFD',
      });
    });

    it('speaks English in UTF-8, and finds the programs of services', async () => {
      const answer = await bench.remote().look(sh`echo "$LC_ALL"; ls /nowhere`);
      expect(answer.stdout).toMatch(/^C(\.UTF-8)?\n$/);
      expect(answer.stderr).toContain('No such file or directory');
      expect(`${await bench.remote().query(sh`echo "$PATH"`)}:`).toContain('/usr/sbin:');
    });

    bench.heavy('of 15 MB is whole', async () => {
      const { stdout, stderr } = await bench
        .remote()
        .look(sh`head -c 15000000 /dev/zero | tr '\000' x; head -c 300000 /dev/zero | tr '\000' y >&2`);
      expect([stdout.length, stderr.length]).toEqual([15_000_000, 300_000]);
      expect([/[^x]/.test(stdout), /[^y]/.test(stderr)]).toEqual([false, false]);
    });

    it('may have a command of 100 kB', async () => {
      expect(await bench.remote().query(sh`printf %s ${"it's ".repeat(20_000)} | wc -c`)).toMatch(
        /^\s*100000$/,
      );
    });

    it('takes no plain text as its command', async () => {
      const here = bench.remote();
      for (const refused of [
        here.test('true' as never),
        here.query('true' as never),
        here.look('true' as never),
      ])
        await expect(refused).rejects.toMatchObject({ code: 'COMMAND_SHAPE' });
    });
  });

  describe('looks at once', () => {
    it('each have their own answer', async () => {
      const here = bench.remote();
      const numbers = Array.from({ length: 50 }, (_, number) => number);
      const answers = await Promise.all(numbers.map((number) => here.query(sh`echo ${number}`)));
      expect(answers).toEqual(numbers.map(String));
    });

    it('are one round trip', async () => {
      const { remote, machine } = bench.another();
      await remote.test(sh`true`);
      const before = machine.meter.traffic.roundTrips;
      await Promise.all(Array.from({ length: 20 }, (_, number) => remote.query(sh`echo ${number}`)));
      expect(machine.meter.traffic.roundTrips - before).toBe(1);
    });

    it('survive any script among them', async () => {
      const here = bench.remote();
      const answers = await Promise.all(hostile.map(([script]) => here.look(userCommand(script))));
      expect(
        hostile.map(([script], index) => [script, answers[index]?.code, answers[index]?.stdout]),
      ).toEqual(hostile);
      expect(await here.query(sh`echo alive; pwd`)).toBe(await here.query(sh`echo alive; pwd`));
    });

    it('survive a syntax error among them', async () => {
      const here = bench.remote();
      const answers = await Promise.all(
        broken.flatMap((script) => [here.look(userCommand(script)), here.look(sh`echo alive`)]),
      );
      answers.forEach(({ code, stdout }, index) => {
        if (index % 2 === 1) expect([code, stdout]).toEqual([0, 'alive\n']);
        else expect([broken[index / 2], code > 0]).toEqual([broken[index / 2], true]);
      });
    });

    bench.heavy('do not wait for one that hangs: it is ended after its time limit, and named', async () => {
      const here = bench.remote();
      const file = bench.path('pid');
      const [first, hung, last] = await Promise.allSettled([
        here.query(sh`echo first`),
        here.look(sh`sh -c 'echo $$ >"$1"; exec sleep 300' sh ${file}`, { timeout: 1 }),
        here.query(sh`echo last`),
      ]);
      expect([first, last]).toMatchObject([{ value: 'first' }, { value: 'last' }]);
      expect(hung).toMatchObject({
        reason: {
          code: 'LOOK_TIMEOUT',
          host: bench.place.host.name,
          message: expect.stringContaining('exec sleep 300'),
        },
      });
      const pid = await bench.written(file);
      await expect.poll(() => bench.isRunning(pid)).toBe(false);
    });

    bench.heavy('survive one that prints without end: it fails, and its program is ended', async () => {
      const here = bench.remote();
      const file = bench.path('pid');
      const [before, flooded, behind] = await Promise.allSettled([
        here.query(sh`echo before`),
        here.look(sh`sh -c 'echo $$ >"$1"; exec cat /dev/zero' sh ${file}`),
        here.query(sh`echo behind`),
      ]);
      expect([before, behind]).toMatchObject([{ value: 'before' }, { value: 'behind' }]);
      expect(flooded).toMatchObject({
        reason: { code: 'OUTPUT_TOO_LONG', message: expect.stringContaining('more than 16 MB') },
      });
      const pid = await bench.written(file);
      await expect.poll(() => bench.isRunning(pid)).toBe(false);
      expect(await here.query(sh`echo later`)).toBe('later');
    });
  });

  describe('reading', () => {
    it('gives the text of a file of any name, and undefined if there is none', async () => {
      const here = bench.remote();
      const path = bench.path(`it's "a"\n\\ é *`);
      await bench.onHost(
        sh`printf 'a\n\né\n' >${path}; ln -s nowhere ${bench.path('dangling')}; : >${bench.path('empty')}`,
      );
      expect(await here.read(path)).toBe('a\n\né\n');
      expect(await here.read(bench.path('empty'))).toBe('');
      for (const name of ['missing', 'missing/below', 'dangling'])
        expect(await here.read(bench.path(name))).toBeUndefined();
    });

    bench.heavy('of 8 MB gives them, and of more is refused', async () => {
      const [fits, long] = [bench.path('fits'), bench.path('long')];
      await bench.onHost(
        sh`head -c ${8 * MB} /dev/zero | tr '\000' x >${fits}; { cat ${fits}; echo; } >${long}`,
      );
      expect(await bench.remote().read(fits)).toHaveLength(8 * MB);
      await expect(bench.remote().read(long)).rejects.toMatchObject({
        code: 'FILE_UNFIT',
        host: bench.place.host.name,
        message: `${long} on ${bench.place.host.name} cannot be read: it is larger than 8 MB.`,
      });
    });

    it('of anything but a file is refused, and never blocks', async () => {
      await bench.onHost(
        sh`cd ${bench.folder} && mkfifo pipe && mkdir folder && ln -s /dev/zero endless && ln -s pipe link`,
      );
      for (const name of ['pipe', 'folder', 'endless', 'link'])
        await expect(bench.remote().read(bench.path(name)), name).rejects.toMatchObject({
          code: 'FILE_UNFIT',
          message: `${bench.path(name)} on ${bench.place.host.name} cannot be read: it is no regular file.`,
        });
    });

    it('finds out what exists', async () => {
      await bench.onHost(
        sh`cd ${bench.folder} && mkfifo pipe && mkdir folder && ln -s nowhere dangling && : >file`,
      );
      const names = ['pipe', 'folder', 'file', 'dangling', 'missing'];
      const found = await Promise.all(names.map((name) => bench.remote().exists(bench.path(name))));
      expect(found).toEqual([true, true, true, false, false]);
    });
  });
}

/** Scripts, with their exit code and output. */
const hostile: readonly (readonly [string, number, string])[] = [
  ['cat', 0, ''],
  ['read line; echo "[$line]"', 0, '[]\n'],
  ['exit 7', 7, ''],
  ['set -e; false; echo no', 1, ''],
  ['exec true', 0, ''],
  ['exec >/dev/null; echo lost', 0, ''],
  ['exec 1>&- 2>&-', 0, ''],
  ['cd /; LC_ALL=x; trap "echo trapped" EXIT', 0, 'trapped\n'],
  ['sleep 300 >/dev/null 2>&1 & kill $!; echo started', 0, 'started\n'],
  ['printf "no newline"', 0, 'no newline'],
  ['cat <<EOF\nhere\nEOF', 0, 'here\n'],
  ["echo 'it'\\''s' # comment", 0, "it's\n"],
  ['echo a \\', 0, 'a \\\n'],
  ['f() { return 5; }; f', 5, ''],
  ['alias echo=false; echo(){ :; }', 0, ''],
  ['echo alive', 0, 'alive\n'],
];

const broken = ['if', ')', '}', 'echo "', "echo '", '$(', 'case x in', 'fi done'];
