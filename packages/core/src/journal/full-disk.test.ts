import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { testFck } from '@fck/testing';
import { expect, it, onTestFinished, vi } from 'vitest';
import { parseJournal } from './recorded-run.js';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, writeSync: vi.fn(fs.writeSync) };
});

it('While the disk is full for a time, the run goes on and warns once, and its end is recorded', async () => {
  const { fck, folder, events, remove } = await testFck();
  onTestFinished(remove);
  const { writeSync: write } = await vi.importActual<typeof import('node:fs')>('node:fs');
  fck.tasks.register('fill', {
    about: '',
    run: async ({ note }) => {
      // A part of the line fits.
      vi.mocked(writeSync).mockImplementationOnce((file) => write(file, '{"at":17'));
      vi.mocked(writeSync).mockImplementationOnce(() => {
        throw new Error('ENOSPC: no space left on device');
      });
      note('cut off');
      note('left out');
    },
  });
  const { run } = await fck.run(['fill']);
  const text = readFileSync(join(folder, `.fck/runs/${run}.ndjson`), 'utf8');
  expect(text).toMatch(/^\{"at":17$/m);
  expect(text).not.toContain('left out');
  expect(parseJournal(text)?.events.map(({ type }) => type)).toEqual([
    'run:start',
    'task:start',
    'task:end',
    'run:end',
  ]);
  const warnings = events.filter((event) => event.type === 'note' && event.level === 'warn');
  expect(warnings).toMatchObject([{ text: expect.stringContaining('no space left') }]);
});
