import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sh } from '../../command/command.js';
import { pythonModule } from '../../command/python-module.js';
import { Plan } from '../planned-changes.js';
import type { ContractBench } from './bench.test.helper.js';

const functions = pythonModule(new URL('./', import.meta.url.replace('/dist/', '/src/')), 'functions');
const anything = z.unknown();

/** The tests of Python functions that a plugin brings. */
export function callsContract(bench: ContractBench): void {
  describe('a Python function', () => {
    it('returns a value that its schema checks, whatever it prints', async () => {
      const schema = z.object({ sum: z.number(), user: z.number() });
      expect(await bench.remote().call(functions, 'sum_of', { numbers: [1, 2, 3.5] }, schema)).toEqual({
        sum: 6.5,
        user: Number(
          await bench
            .remote()
            .query(functions.call('sum_of', { numbers: [] }))
            .then((answer) => JSON.parse(answer).user),
        ),
      });
    });

    it('is an error if its answer does not fit the schema', async () => {
      const call = bench.remote().call(functions, 'sum_of', { numbers: [] }, z.string());
      await expect(call).rejects.toMatchObject({
        code: 'ANSWER_UNFIT',
        message: expect.stringContaining('functions.sum_of'),
      });
    });

    it('reports why it failed', async () => {
      const failed = bench.remote().call(functions, 'fail', { why: 'the disk is „voll“' }, anything);
      await expect(failed).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        message: expect.stringContaining('functions.fail'),
        detail: expect.stringContaining('the disk is „voll“'),
      });
      const crashed = bench.remote().call(functions, 'crash', {}, anything);
      await expect(crashed).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        detail: expect.stringContaining('ValueError: not foreseen'),
      });
    });

    it('changes something only outside of a dry run', async () => {
      const touch = functions.call('touch', { path: bench.path('touched') });
      await bench.remote({ plan: new Plan() }).run(touch);
      expect(await bench.names()).toEqual([]);
      expect(bench.changes).toMatchObject([{ what: 'functions.touch', planned: true }]);
      await bench.remote().run(touch, { title: 'touch it' });
      expect(await bench.names()).toEqual(['touched']);
      expect(bench.changes.at(-1)).toMatchObject({ what: 'touch it', planned: false });
      await expect(bench.remote().run(touch)).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        detail: expect.stringContaining('touched'),
      });
    });

    it('with a shell form is called by a helper that works already, and starts none for a look', async () => {
      const { remote, machine } = bench.another();
      const both = functions.call('sum_of', { numbers: [2] }, sh`echo by the shell`);
      expect(await remote.query(both)).toBe('by the shell');
      await machine.helper(undefined);
      expect(await remote.query(both)).toContain(bench.engine === 'helper' ? '"sum": 2' : 'by the shell');
    });

    it('may use the streams itself', async () => {
      const channel = await bench.remote().stream(functions.program('shout', { end: 'the end' }));
      channel.stdin.end('a\nb\n');
      const [stdout, stderr, exit] = await Promise.all([
        text(channel.stdout),
        text(channel.stderr),
        channel.exit,
      ]);
      expect({ stdout, stderr, exit }).toEqual({ stdout: 'A\nB\n', stderr: 'the end', exit: { code: 3 } });
    });

    it('is asked many times at once', async () => {
      const remote = bench.remote();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          remote.call(functions, 'sum_of', { numbers: [index] }, z.object({ sum: z.number() })),
        ),
      );
      expect(answers.map(({ sum }) => sum)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    });
  });
}
