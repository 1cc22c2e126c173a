import { describe, expect, it } from 'vitest';
import { importedNames, resolveName, statementsOf } from './python-source.js';

describe('the statements of Python source', () => {
  it('are joined over brackets and continued lines, without comments', () => {
    expect(statementsOf('a = f(  # why\n  1,\n)\nb = 1 + \\\n  2\n')).toEqual([
      { code: 'a = f(     1, )', source: 'a = f(     1, )', indent: 0 },
      { code: 'b = 1 +   2', source: 'b = 1 +   2', indent: 0 },
    ]);
  });

  it('hide what texts contain', () => {
    const [doc, text] = statementsOf('"""\napp = Flask(\n"""\nx = \'# no \\\' comment\'  # one\n');
    expect(doc?.code).not.toContain('Flask');
    expect(text).toMatchObject({ source: "x = '# no \\' comment'", indent: 0 });
    expect(text?.code).not.toContain('comment');
  });

  it('have their indentation', () => {
    expect(statementsOf('def f():\n    return 1\n').map(({ indent }) => indent)).toEqual([0, 4]);
  });

  it('end with the file if a text or a bracket is not closed', () => {
    expect(statementsOf('x = """never').map(({ code }) => code)).toEqual(['x = """']);
    expect(statementsOf("x = 'never\ny = (1")).toHaveLength(2);
  });
});

describe('imported names', () => {
  const names = importedNames(
    statementsOf(
      'from flask import (\n    Flask as F,\n    g,\n)\nimport fastapi\nimport falcon.asgi as fa\nimport a.b\n',
    ),
  );

  it.each([
    ['F', 'flask.Flask'],
    ['g', 'flask.g'],
    ['fastapi.FastAPI', 'fastapi.FastAPI'],
    ['fa.App', 'falcon.asgi.App'],
    ['a.b.c', 'a.b.c'],
    ['other', 'other'],
  ])('%s is %s', (name, full) => {
    expect(resolveName(name, names)).toBe(full);
  });
});
