import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sh } from '../../command/command.js';
import { secret } from '../../command/secret.js';
import { isFckError } from '../../errors/fck-error.js';
import { type ContractBench, until } from './bench.test.helper.js';

export function changesContract(bench: ContractBench): void {
  describe('a change', () => {
    it('is reported once it has succeeded, by its title or its command', async () => {
      const here = bench.remote();
      await here.run(sh`touch ${bench.path('one')}`);
      await here.run(sh`touch ${bench.path('two')}`, { title: 'touch two' });
      await here.run(sh`touch ${bench.path('three')}`, { bookkeeping: true });
      const change = { type: 'change', host: bench.place.host.name, planned: false, ms: expect.any(Number) };
      expect(bench.changes).toEqual([
        { ...change, what: sh`touch ${bench.path('one')}`.text },
        { ...change, what: 'touch two' },
      ]);
      expect(await bench.names()).toEqual(['one', 'three', 'two']);
    });

    it('that fails is reported by its command, its exit code and the end of its output', async () => {
      const failing = bench.remote().run(sh`for i in $(seq 1 100); do echo line $i; done; exit 7`);
      await expect(failing).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        host: bench.place.host.name,
        message: expect.stringMatching(/\(exit 7\): for i in/),
      });
      const error: unknown = await failing.catch((thrown: unknown) => thrown);
      const lines = (isFckError(error) ? error.detail : '')?.split('\n') ?? [];
      expect(lines.at(-1)).toBe('line 100');
      expect(lines.length).toBeLessThanOrEqual(30);
      expect(bench.changes).toEqual([]);
    });

    it.each([
      ['exit 1', 'exit 1'],
      ['exit 127', 'exit 127'],
      ['exit 255', 'exit 255'],
    ])('that ends with %s fails with it', async (_, text) => {
      await expect(bench.remote().run(sh`exit ${text.slice(5)}`)).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        message: expect.stringContaining(`(${text})`),
      });
    });

    it('that a signal ends fails with the signal', async () => {
      await expect(bench.remote().run(sh`kill -9 $$`)).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        message: expect.stringMatching(/\(exit (137|SIGKILL|KILL)\)/),
      });
    });

    it('prints lines that are reported while it runs, each whole', async () => {
      const go = bench.path('go');
      const running = bench.remote().run(sh`
        echo one; echo two >&2; printf thr
        ${until(sh`[ -e ${go} ]`)}
        echo ee; printf 'f\303'; sleep 0.1; printf '\251in'`);
      await expect.poll(() => bench.output.toSorted()).toEqual(['stderr: two', 'stdout: one']);
      await bench.onHost(sh`touch ${go}`);
      await running;
      expect(bench.output.filter((line) => line.startsWith('stdout'))).toEqual([
        'stdout: one',
        'stdout: three',
        'stdout: féin',
      ]);
    });

    bench.heavy('that prints without end is ended, and its output is reported only in part', async () => {
      const file = bench.path('pid');
      const flood = bench.remote().run(sh`sh -c 'echo $$ >"$1"; exec cat /dev/zero' sh ${file}`);
      await expect(flood).rejects.toMatchObject({
        code: 'OUTPUT_TOO_LONG',
        host: bench.place.host.name,
        message: expect.stringContaining('exec cat /dev/zero'),
      });
      expect(bench.output.length).toBeLessThanOrEqual(1);
      expect(bench.changes).toEqual([]);
      const pid = await bench.written(file);
      await bench.expectEnded(pid);
    });

    bench.heavy('ends after its time limit', async () => {
      const file = bench.path('pid');
      const slow = bench.remote().run(sh`echo begun; sh -c 'echo $$ >"$1"; exec sleep 300' sh ${file}`, {
        title: 'sleep long',
        timeout: 1,
      });
      await expect(slow).rejects.toMatchObject({
        code: 'COMMAND_TIMEOUT',
        message: expect.stringContaining('sleep long'),
        detail: 'begun',
      });
      const pid = await bench.written(file);
      await bench.expectEnded(pid);
    });

    it('may have a command of 100 kB', async () => {
      await bench.remote().run(sh`printf %s ${'é'.repeat(50_000)} | wc -c`);
      expect(bench.output).toEqual([expect.stringMatching(/^stdout:\s+100000$/)]);
    });

    it('takes no plain text as its command', async () => {
      await expect(bench.remote().run('true' as never)).rejects.toMatchObject({ code: 'COMMAND_SHAPE' });
    });
  });

  describe('the input of a change', () => {
    it.each(bench.place.isVariant ? [0, 1] : [0, 1, 10_000_000])(
      'of %d B arrives byte for byte',
      async (size) => {
        const [input, file] = [randomBytes(size), bench.path('input')];
        await bench.remote().run(sh`cat >${file}`, { input });
        expect(await bench.sha256(file)).toBe(createHash('sha256').update(input).digest('hex'));
      },
    );

    it('may be a text or a secret, and is empty by default', async () => {
      const here = bench.remote();
      const file = bench.path('input');
      await here.run(sh`cat >>${file}`, { input: 'é\n' });
      await here.run(sh`cat >>${file}`, { input: secret('hunter22') });
      await here.run(sh`cat >>${file}`);
      expect(await bench.onHost(sh`cat ${file}`)).toBe('é\nhunter22');
    });

    bench.heavy('need not be read', async () => {
      const input = randomBytes(10_000_000);
      await bench.remote().run(sh`true`, { input });
      await bench.remote().run(sh`head -c 3 >${bench.path('begin')}`, { input });
      await expect(bench.remote().run(sh`exit 3`, { input })).rejects.toMatchObject({
        message: expect.stringContaining('(exit 3)'),
      });
      expect(await bench.onHost(sh`wc -c <${bench.path('begin')}`)).toMatch(/^\s*3\n$/);
    });
  });

  describe('the surroundings of a change', () => {
    it('have its variables, whatever characters are in them', async () => {
      const values = {
        PLAIN: 'a b',
        EMPTY: '',
        QUOTES: `it's "a" \`b\` $HOME \\ %s !x {a,b} ~ *`,
        LINES: '\none\n\ttwo\n\n',
        UNICODE: 'é 漢 🙂',
        HIDDEN: secret(`s3cr3t ' $(id)\nsecond line\n`),
      };
      const names = Object.keys(values);
      await bench
        .remote()
        .run(
          sh`for name in ${names}; do eval "value=\$$name."; printf '%s\n' "$name=$value"; done >${bench.path('out')}`,
          { env: values },
        );
      expect(await bench.onHost(sh`cat ${bench.path('out')}`)).toBe(
        Object.entries(values)
          .map(([name, value]) => `${name}=${typeof value === 'string' ? value : value.reveal()}.\n`)
          .join(''),
      );
      await bench.remote().run(sh`printenv LINES >${bench.path('out')}`, { env: values });
      expect(await bench.onHost(sh`cat ${bench.path('out')}`)).toBe(`${values.LINES}\n`);
    });

    it('refuse a variable whose name is none', async () => {
      const wrong = bench.remote().run(sh`touch ${bench.path('ran')}`, { env: { 'A;B': 'x' } });
      await expect(wrong).rejects.toThrow('"A;B" is no name for an environment variable');
      expect(await bench.names()).toEqual([]);
    });

    it('have its folder; without it the change does not run', async () => {
      const here = bench.remote();
      const folder = bench.path(`it's "a" é`);
      await bench.onHost(sh`mkdir ${folder}`);
      await here.run(sh`pwd >out`, { cwd: folder });
      expect(await bench.onHost(sh`cat ${`${folder}/out`}`)).toBe(`${folder}\n`);
      const missing = here.run(sh`touch ${bench.path('ran')}`, { cwd: bench.path('not there') });
      await expect(missing).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        detail: expect.stringContaining('not there'),
      });
      expect(await bench.onHost(sh`ls ${bench.folder}`)).not.toContain('ran');
    });

    it('are those of a login: its umask, its open files, signals as usual', async () => {
      await bench.remote().run(sh`umask; ls /proc/self/fd; yes | head -n 1`);
      const ofLogin = await bench.atLogin(sh`umask; ls /proc/self/fd`);
      expect(bench.output).toEqual([...ofLogin.trim().split('\n'), 'y'].map((line) => `stdout: ${line}`));
    });
  });

  describe('a daemon that a change starts', () => {
    it('with outputs of its own does not hold the change open, and survives the connection', async () => {
      const { remote, machine } = bench.another();
      const file = bench.path('pid');
      await remote.run(sh`sleep 300 </dev/null >/dev/null 2>&1 & echo $! >${file}`);
      const pid = await bench.written(file);
      await machine.disconnect();
      expect(await bench.isRunning(pid)).toBe(true);
      await bench.onHost(sh`kill ${pid}`);
    });
  });

  describe('secrets of a change', () => {
    it('are not in its events and errors, also if they come in pieces', async () => {
      const failing = bench.remote().run(
        sh`echo "token is $TOKEN"; printf %s "$TOKEN" | cut -c 1-4 | tr -d '\n'; sleep 0.1
          printf '%s\n' "$TOKEN" | cut -c 5-; cat; exit 1`,
        {
          env: { TOKEN: secret('s3cr3t-token') },
          input: secret('hunter22-word'),
          title: 'use s3cr3t-token',
        },
      );
      await expect(failing).rejects.toMatchObject({
        message: expect.stringContaining('use ***'),
        detail: 'token is ***\n***\n***',
      });
      expect(bench.output).toEqual(['stdout: token is ***', 'stdout: ***', 'stdout: ***']);
    });

    it('are not in the command line of any process', async () => {
      // The input is sent before the variables are searched for.
      await bench.remote().run(sh`read -r WORD; ${commandLinesWith}`, {
        env: { TOKEN: secret('s3cr3t-token') },
        input: secret('hunter22-word\n'),
      });
      expect(bench.output).toEqual(['stdout: searched']);
    });
  });
}

/** Prints the processes whose command line has `$TOKEN` or `$WORD` in it, without a command line that has them. */
export const commandLinesWith = sh`
for file in /proc/[0-9]*/cmdline; do
  case $({ tr '\0' ' ' <"$file"; } 2>/dev/null) in *"$TOKEN"* | *"$WORD"*) echo "$file" ;; esac
done
echo searched`;
