import { describe, expect, it } from 'vitest';
import { isPackage } from './repo-contents.js';

describe('a repository', () => {
  it.each([
    ['setup.py', ['setup.py'], [], true],
    ['only settings of tools', ['pyproject.toml'], ['[tool.ruff]', '[tool.black]'], false],
    ['a build system', ['pyproject.toml'], ['[build-system]', '[project]'], true],
    ['a project without a build system', ['pyproject.toml'], ['[project]'], true],
    ['the same with uv.lock', ['pyproject.toml', 'uv.lock'], ['[project]'], false],
    ['the same with pdm.lock', ['pyproject.toml', 'pdm.lock'], ['[project]'], false],
    ['the same with the setting of uv', ['uv.lock'], ['[project]', '[tool.uv]', 'package = true'], true],
    ['the setting of uv', ['pyproject.toml'], ['[build-system]', '[ tool.uv ]', 'package = false'], false],
    [
      'the setting of poetry',
      ['pyproject.toml'],
      ['[tool.poetry]', 'package-mode = false', '[build-system]'],
      false,
    ],
    [
      'the setting of pdm',
      ['pyproject.toml'],
      ['[build-system]', '[tool.pdm]', 'distribution = false # app'],
      false,
    ],
    [
      'a key of another table',
      ['pyproject.toml'],
      ['[build-system]', '[[tool.uv.index]]', 'package = false'],
      true,
    ],
    ['requirements alone', ['requirements.txt', 'app.py'], [], false],
  ] as const)('with %s', (_, files, pyproject, answer) => {
    expect(isPackage(new Set<string>(files), pyproject, false)).toBe(answer);
  });

  it('with metadata in setup.cfg is a package only with pyproject.toml, as for pip', () => {
    expect(isPackage(new Set(['pyproject.toml', 'setup.cfg']), ['[tool.black]'], true)).toBe(true);
    expect(isPackage(new Set(['setup.cfg']), [], true)).toBe(false);
  });
});
