import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { main } from './main.js';
import { fakeIo } from './testing/fake-io.test.helper.js';
import { temporaryFolder } from './testing/temporary-folder.test.helper.js';

const folder = temporaryFolder();
afterEach(() => folder.empty());

async function complaint(cwd: string, ...argv: string[]): Promise<string> {
  const io = { ...fakeIo(), cwd };
  expect(await main(argv, io)).toBe(1);
  return io.stderr.text;
}

test('a missing folder is reported as such, for every verb', async () => {
  const told = `✖ The folder ${join(folder.path, 'nope')} does not exist.\n`;
  expect(await complaint(folder.path, 'hosts', '-C', 'nope')).toContain(told);
  expect(await complaint(folder.path, 'plugin', 'create', 'x', '-C', 'nope')).toContain(told);
  folder.write('nope', '');
  expect(await complaint(folder.path, 'hosts', '-C', 'nope')).toMatch(
    /nope is no folder\.\n[\s\S]*FOLDER_MISSING/,
  );
});

test('so is the current folder, if it was removed', async () => {
  const gone = join(folder.path, 'gone');
  folder.write('gone/x', '');
  rmSync(gone, { recursive: true });
  expect(await complaint(gone, 'hosts')).toContain(`✖ The folder ${gone} does not exist any more.\n`);
});
