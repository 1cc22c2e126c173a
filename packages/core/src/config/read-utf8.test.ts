import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure } from './config-folder.test.helper.js';
import { readUtf8 } from './read-utf8.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fck-utf8-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const reading = async (bytes: Buffer) => {
  const file = join(folder, 'fck.yaml');
  await writeFile(file, bytes);
  return readUtf8(file);
};

describe('a file that is not UTF-8', () => {
  it.each<[string, Buffer, number, number, string]>([
    ['Latin-1', Buffer.from('name: shop\n# caf\u00e9 x\n', 'latin1'), 2, 6, '0xE9'],
    ['the rest of a character alone', Buffer.from([0x61, 0x62, 0x80, 0x63]), 1, 3, '0x80'],
    ['a character that is cut off', Buffer.from([0x61, 0x0a, 0xc3]), 2, 1, '0xC3'],
    ['UTF-16', Buffer.from('\ufeffname', 'utf16le'), 1, 1, '0xFF'],
    ['characters before that are whole', Buffer.from([...Buffer.from('日本é: '), 0xff]), 1, 6, '0xFF'],
  ])('%s is refused with its place', async (_, bytes, line, column, byte) => {
    await expect(reading(bytes)).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      message: expect.stringContaining(`it is not UTF-8: the byte ${byte} is no character`),
      where: { file: join(folder, 'fck.yaml'), line, column },
    });
  });
});

it.each([
  ['fck.yaml', 'name: "caf\u00e9"\n'],
  ['fck.config.mjs', 'export default { name: "caf\u00e9" };\n'],
])('%s is not read as other characters', async (file, text) => {
  const error = await failure({ [file]: Buffer.from(text, 'latin1') });
  expect(error).toMatchObject({ code: 'CONFIG_UNREADABLE', message: expect.stringContaining('not UTF-8') });
});

it('reads any UTF-8, and finds the place of an invalid byte', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !/\p{Surrogate}/u.test(value));
  await fc.assert(
    fc.asyncProperty(text, text, async (before, after) => {
      expect(await reading(Buffer.from(before + after))).toBe(before + after);
      const broken = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
      const lines = before.split('\n');
      await expect(reading(broken)).rejects.toMatchObject({
        where: { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 },
      });
    }),
    { numRuns: 50 },
  );
});
