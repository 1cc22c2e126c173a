import { expect, it } from 'vitest';
import type { Interpreter } from './interpreter.js';
import { interpreterOfBuild, virtualenvCommand } from './managed-python.js';

const interpreter: Interpreter = {
  version: '3.13',
  release: '3.13.2',
  executable: '/usr/bin/python3.13',
  library: 'lib/python3.13/site-packages',
  venv: true,
  ensurepip: true,
};

it('an interpreter of the system is used where it is', () => {
  expect(interpreterOfBuild(interpreter)).toBe('/usr/bin/python3.13');
  expect(virtualenvCommand(interpreter, '/b').text).not.toContain('cp ');
});

it('one that was brought is copied into the build, and linked by a path that a copy of the build keeps', () => {
  const managed = { ...interpreter, executable: '/tools/cpython/bin/python3.13', managed: '/tools/cpython' };
  expect(interpreterOfBuild(managed)).toBe('python/bin/python3.13');
  const { text } = virtualenvCommand(managed, '/b');
  expect(text).toMatch(/cp -a -- \S*\/tools\/cpython\S* \S*\/b\/python/);
  expect(text).toMatch(/ln -sfn -- \S*\.\.\/python\/bin\/python3\.13/);
});
