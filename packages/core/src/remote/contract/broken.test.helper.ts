import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sh } from '../../command/command.js';
import { type ContractBench, until } from './bench.test.helper.js';

export function brokenContract(bench: ContractBench): void {
  describe('a connection that breaks', () => {
    it('fails looks with CONNECTION_LOST', async () => {
      const { remote, cut } = bench.another();
      const begun = bench.path('begun');
      const looks = Promise.allSettled([
        remote.look(sh`echo x >${begun}; sleep 100`),
        remote.query(sh`echo behind`),
      ]);
      await bench.written(begun);
      cut();
      expect(await looks).toMatchObject([
        { reason: { code: 'CONNECTION_LOST', host: bench.place.host.name } },
        { reason: { code: 'CONNECTION_LOST', host: bench.place.host.name } },
      ]);
    });

    it('leaves the outcome of changes unknown, and repeats none', async () => {
      const { remote, cut } = bench.another();
      const begun = bench.path('begun');
      const change = remote.run(sh`echo x >>${begun}; sleep 100`, { title: 'sleep long' });
      change.catch(() => undefined);
      await bench.written(begun);
      cut();
      await expect(change).rejects.toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        host: bench.place.host.name,
        message: expect.stringContaining('sleep long'),
      });
      expect(await bench.onHost(sh`cat ${begun}`)).toBe('x\n');
      expect(bench.changes).toEqual([]);
    });

    bench.heavy('leaves a file that is being sent as it was', async () => {
      const { remote, cut } = bench.another();
      const folder = mkdtempSync(join(tmpdir(), 'fck-contract-local-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const large = join(folder, 'large');
      writeFileSync(large, '');
      truncateSync(large, 2 ** 30);
      const path = bench.path('file');
      await bench.onHost(sh`echo old >${path}`);
      const sending = remote.upload(large, path);
      sending.catch(() => undefined);
      await bench.onHost(until(sh`[ "$(ls -A ${bench.folder} | wc -l)" -gt 1 ]`));
      cut();
      await expect(sending).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
      await expect.poll(() => bench.names()).toEqual(['file']);
      expect(await bench.onHost(sh`cat ${path}`)).toBe('old\n');
    });

    it('ends streams, whose exit is unknown', async () => {
      const { remote, cut } = bench.another();
      const channel = await remote.stream(sh`cat; sleep 100`);
      channel.stdout.resume().on('error', () => undefined);
      channel.stderr.resume().on('error', () => undefined);
      channel.stdin.on('error', () => undefined).write('x');
      cut();
      expect(await channel.exit).toMatchObject({ code: null, lost: true });
    });
  });
}
