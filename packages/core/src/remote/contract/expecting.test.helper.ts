import { describe, expect, it } from 'vitest';
import { sh } from '../../command/command.js';
import { secret } from '../../command/secret.js';
import type { ContractBench } from './bench.test.helper.js';

export function expectingContract(bench: ContractBench): void {
  describe('an expectation', () => {
    it('is tried until a command succeeds, or a function returns true', async () => {
      const path = bench.path('count');
      await bench.remote().expect('three attempts', sh`echo x >>${path}; [ "$(wc -l <${path})" -ge 3 ]`, {
        every: 0.01,
      });
      expect(await bench.onHost(sh`cat ${path}`)).toBe('x\nx\nx\n');
      let attempts = 0;
      await bench.remote().expect('two attempts', async () => ++attempts === 2, { every: 0.01 });
      expect(attempts).toBe(2);
      expect(bench.events).toEqual([]);
    });

    it('that is not met in time is named, with what explains it, and without secrets', async () => {
      await bench.remote().run(sh`true`, { input: secret('hunter22-word') });
      const waiting = bench.remote().expect('the site to answer', sh`false`, {
        within: 0.05,
        every: 0.01,
        onFailure: async () => 'log line: hunter22-word',
      });
      await expect(waiting).rejects.toMatchObject({
        code: 'EXPECTATION_FAILED',
        host: bench.place.host.name,
        detail: 'log line: ***',
        message: expect.stringContaining('the site to answer'),
      });
    });

    it('takes no plain text as its command', async () => {
      await expect(bench.remote().expect('it', 'true' as never)).rejects.toMatchObject({
        code: 'COMMAND_SHAPE',
      });
    });
  });
}
