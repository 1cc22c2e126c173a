import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the tests of one file, removed when they are over. */
export function temporaryFolder() {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'fck-cli-')));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(file: string, content: string): void {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), content);
    },
    read: (file: string): string => readFileSync(join(path, file), 'utf8'),
    empty(): void {
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path);
    },
  };
}
