import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callPython } from '../call-python.test.helper.js';

const split = (text: string) => callPython('locked_requirements', 'split', text);

describe('the requirements of a lock', () => {
  it('are divided into those with hashes and all others', () => {
    const exported = [
      '# made by a tool',
      '-i https://pypi.org/simple',
      '--extra-index-url https://example.com/simple',
      'click==8.1 ; python_version < "4" \\',
      '    --hash=sha256:aa \\',
      '    --hash=sha256:bb',
      '-e ./packages/inner',
      'tool @ git+https://example.com/tool@abc',
    ].join('\n');
    expect(split(exported)).toEqual([
      '--extra-index-url https://example.com/simple\nclick==8.1 ; python_version < "4" --hash=sha256:aa --hash=sha256:bb\n',
      '--extra-index-url https://example.com/simple\n./packages/inner\ntool @ git+https://example.com/tool@abc\n',
    ]);
    expect(split('# nothing\n-i https://pypi.org/simple\n')).toEqual(['', '']);
  });

  it('change with the folders of the project that they name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fck-lock-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'inner'));
    writeFileSync(join(folder, 'inner/code.py'), '1\n');
    const requirements = './inner\nother @ file://${FCK_PROJECT}/inner\ntool @ git+https://example.com/t@a\n';
    const trees = () => callPython('locked_requirements', 'local_trees', requirements, folder);
    const before = trees();
    expect(before).toHaveLength(2);
    expect(trees()).toEqual(before);
    writeFileSync(join(folder, 'inner/code.py'), '2\n');
    expect(trees()).not.toEqual(before);
  });
});
