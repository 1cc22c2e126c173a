import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dependenciesOf, installCommand, packageFolderOf, packageManagerOf } from './package-manager.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-manager-'));
  mkdirSync(join(folder, 'deploy'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, content: object | string) =>
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));

test.each([
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
])('%s, here or above, means %s', (file, manager) => {
  write(file, '');
  expect(packageManagerOf(join(folder, 'deploy'))).toBe(manager);
});

test('package.json takes precedence over a lock file; without both it is npm', () => {
  expect(packageManagerOf(folder)).toBe('npm');
  write('package-lock.json', '');
  write('package.json', { packageManager: 'pnpm@9.1.0+sha512.abc' });
  expect(packageManagerOf(folder)).toBe('pnpm');
});

test('the nearest package.json lists the plugins', () => {
  expect(packageFolderOf(join(folder, 'deploy'))).toBe(join(folder, 'deploy'));
  write('package.json', { dependencies: { a: '1' }, devDependencies: { b: 'file:b.tgz' } });
  expect(packageFolderOf(join(folder, 'deploy'))).toBe(folder);
  expect([...dependenciesOf(folder)]).toEqual([
    ['a', '1'],
    ['b', 'file:b.tgz'],
  ]);
});

test('a hint names the command of the package manager', () => {
  expect(installCommand('fck-plugin-x', folder)).toBe('npm install --save-dev fck-plugin-x');
  write('package.json', '{ broken');
  write('yarn.lock', '');
  expect(installCommand('fck-plugin-x', folder)).toBe('yarn add --dev fck-plugin-x');
});
