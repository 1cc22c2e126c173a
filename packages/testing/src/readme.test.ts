import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const text = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

it('shows an example that is one of these tests', () => {
  const [, example] = /```ts\n(.*?)```/s.exec(text('../README.md')) ?? [];
  expect(example).toBe(text('./example.test.ts'));
});
