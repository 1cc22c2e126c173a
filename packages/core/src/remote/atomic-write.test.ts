import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sh } from '../command/command.js';
import { atomicWrite, wholeInput } from './atomic-write.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file of any name appears with its content and mode, and with no other file beside it', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
    .filter((text) => !/[/\0]/.test(text) && !/^\.\.?$/.test(text));
  fc.assert(
    fc.property(name, (file) => {
      const path = join(folder, 'new', file);
      write(path, file);
      expect(readFileSync(path, 'utf8')).toBe(file);
      expect(statSync(path).mode & 0o777).toBe(0o640);
      expect(readdirSync(join(folder, 'new'))).toEqual([file]);
      rmSync(path);
    }),
    { numRuns: 25 },
  );
});

test('the part left by a power cut is removed by the next write, and no other file is', () => {
  const others = ['.state.json.fck-notes.txt', '.other.json.fck-a1B2c3', 'state.json.backup'];
  for (const name of ['.state.json.fck-a1B2c3', ...others]) writeFileSync(join(folder, name), 'x');
  write(join(folder, 'state.json'), '{}');
  expect(readdirSync(folder).sort()).toEqual([...others, 'state.json'].sort());
});

test('of two writes to the same file at once, each writes it whole', async () => {
  const path = join(folder, 'state.json');
  const slow = start(path, 'slow but whole');
  slow.stdin.write('slow ');
  await expect.poll(() => readdirSync(folder)).toHaveLength(1);
  write(path, 'quick');
  expect(readFileSync(path, 'utf8')).toBe('quick');
  slow.stdin.end('but whole');
  expect(await once(slow, 'exit')).toEqual([0, null]);
  expect(readFileSync(path, 'utf8')).toBe('slow but whole');
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test('concurrent writes of the same file do not disturb each other', async () => {
  const path = join(folder, 'state.json');
  const texts = Array.from({ length: 40 }, (_, n) => `text ${n}`);
  const ended = texts.map(async (text) => {
    const writer = start(path, text);
    writer.stdin.end(text);
    return once(writer, 'exit');
  });
  expect(await Promise.all(ended)).toEqual(texts.map(() => [0, null]));
  expect(texts).toContain(readFileSync(path, 'utf8'));
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test('a write that fails leaves the file as it was, and nothing beside it', () => {
  const path = join(folder, 'state.json');
  write(path, 'old');
  expect(() => run(atomicWrite({ path, mode: 0o640, owner: undefined }, sh`false`).text, '')).toThrow();
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test.each(['', 'half of'])('a connection that breaks after "%s" leaves the file as it was', async (came) => {
  const path = join(folder, 'site.conf');
  write(path, 'old');
  const writer = start(path, 'half of what there is');
  writer.stdin.end(came);
  expect(await once(writer, 'exit')).toEqual([1, null]);
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['site.conf']);
});

function write(path: string, input: string): void {
  run(writing(path, input), input);
}

/** Begins to write the content that comes later. */
function start(path: string, text: string): ChildProcessByStdio<Writable, null, null> {
  const script = writing(path, text);
  return spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], timeout: 60_000 });
}

function writing(path: string, text: string): string {
  return atomicWrite({ path, mode: 0o640, owner: undefined }, wholeInput(Buffer.byteLength(text))).text;
}

function run(script: string, input: string): void {
  execFileSync('sh', ['-c', script], { input, stdio: ['pipe', 'pipe', 'pipe'], timeout: 60_000 });
}
