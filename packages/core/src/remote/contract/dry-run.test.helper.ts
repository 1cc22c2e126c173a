import { describe, expect, it } from 'vitest';
import { sh } from '../../command/command.js';
import { secret } from '../../command/secret.js';
import { Plan } from '../planned-changes.js';
import type { ContractBench } from './bench.test.helper.js';

export function dryRunContract(bench: ContractBench): void {
  describe('a dry run', () => {
    it('changes nothing, and reports what it would change', async () => {
      const planned = bench.remote({ plan: new Plan() });
      const path = bench.path('site.conf');
      await planned.run(sh`touch ${bench.path('touched')}`, { title: 'touch it' });
      await planned.run(sh`touch ${bench.path('record')}`, { bookkeeping: true });
      expect(await planned.write(path, 'content')).toBe(true);
      expect(await planned.write(bench.path('secret'), secret('hunter22'))).toBe(true);
      await planned.write(bench.path('state.json'), '{}', { bookkeeping: true });
      await planned.upload('/etc/passwd', bench.path('uploaded'));
      await planned.reboot();
      expect(await bench.names()).toEqual([]);
      expect(bench.changes.map((event) => event.type === 'change' && [event.what, event.planned])).toEqual([
        ['touch it', true],
        [`write ${path}`, true],
        [`write ${bench.path('secret')}`, true],
        [`upload ${bench.path('uploaded')}`, true],
        ['reboot', true],
      ]);
      expect(JSON.stringify(bench.events)).not.toContain('hunter22');
    });

    it('lets looks see planned files, and what is there', async () => {
      const planned = bench.remote({ plan: new Plan() });
      // Whatever the umask of the system.
      await bench.onHost(sh`echo old >${bench.path('there')} && chmod 644 ${bench.path('there')}`);
      const path = bench.path('site.conf');
      await planned.write(path, 'content');
      expect([await planned.read(path), await planned.exists(path)]).toEqual(['content', true]);
      expect(await planned.write(path, 'content')).toBe(false);
      expect(await planned.write(bench.path('there'), 'old\n')).toBe(false);
      expect(await planned.read(bench.path('there'))).toBe('old\n');
    });

    it('checks no expectation, and moves no data', async () => {
      let unasked = 0;
      const planned = bench.remote({ plan: new Plan(), unasked: () => (unasked += 1) });
      await planned.expect('nothing', sh`false`);
      expect(unasked).toBe(1);
      await expect(planned.stream(sh`touch ${bench.path('touched')}`)).rejects.toMatchObject({
        code: 'PLAN_STREAM',
      });
      expect(await bench.names()).toEqual([]);
    });

    it('throws for a query that depends on a skipped change, and else what failed', async () => {
      const planned = bench.remote({ plan: new Plan() });
      const query = () => planned.query(sh`cat ${bench.path('made')}`);
      await expect(query()).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
      await planned.run(sh`make-it`);
      await expect(query()).rejects.toMatchObject({ code: 'PLAN_UNKNOWN' });
      expect(await planned.test(sh`test -e ${bench.path('made')}`)).toBe(false);
    });
  });
}
