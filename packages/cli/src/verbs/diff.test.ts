import type { BuildDiff } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { drawDiff } from './diff.js';

const nothing: BuildDiff = {
  host: 'web-1',
  before: 'shop_00001_aaa',
  after: 'shop_00002_bbb',
  sources: [],
  packages: [],
  files: { added: [], removed: [], changed: [] },
};

describe('fck diff', () => {
  it('shows commits, packages and files, without what follows from them', () => {
    const text = drawDiff({
      ...nothing,
      sources: [{ name: 'shop', before: 'a'.repeat(40), after: 'b'.repeat(40) }],
      packages: [
        { name: 'flask', before: '3.0.0', after: '3.0.3' },
        { name: 'jinja2', after: '3.1' },
      ],
      files: {
        added: ['lib/flask-3.0.3.dist-info/METADATA', 'lib/new.py'],
        removed: ['lib/gone.py'],
        changed: ['lib/__pycache__/app.pyc', 'lib/app.py'],
      },
    });
    expect(text.split('\n')).toEqual([
      'shop_00001_aaa → shop_00002_bbb',
      'commits',
      '  ~ shop aaaaaaaaaaaa → bbbbbbbbbbbb',
      'packages',
      '  ~ flask 3.0.0 → 3.0.3',
      '  + jinja2 3.1',
      'files',
      '  + lib/new.py',
      '  - lib/gone.py',
      '  ~ lib/app.py',
      '  2 more files: --json lists all',
    ]);
  });

  it('says that there is none', () => {
    expect(drawDiff(nothing)).toContain('no difference');
  });
});
