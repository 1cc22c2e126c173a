import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { afterEach, expect, it, vi } from 'vitest';
import { folderWith } from '../config/config-folder.test.helper.js';
import { loadModule } from './load-module.js';
import { provideCore } from './share-core.js';

provideCore(async () => ({ '@fck/core': {}, '@fck/core/host': {} }));

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['in its folder', ''],
  ['of a tsconfig.json that extends a missing one', '"extends": "@missing/base", '],
])('of TypeScript imports by the `paths` of tsconfig.json %s', async (_, extending) => {
  const folder = folderWith({
    'tsconfig.json': `{ ${extending}"compilerOptions": { "paths": { "@app/*": ["./lib/*"] } } }`,
    'lib/x.ts': 'export const x: number = 7;\n',
    'config.ts': `import { x } from '${extending === '' ? '@app/x' : './lib/x'}';\nexport default x;\n`,
  });
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  expect(await loadModule(join(folder, 'config.ts'))).toBe(7);
});

it.each([
  ['a method', 'class A {\n  @log m() {}\n}\n', '2:2'],
  ['a class', '@log class A {}\n', '1:0'],
  ['a field, in a module that it imports', 'class A {\n  @log f = 1;\n}\n', '2:2'],
])('of TypeScript has no decorators, and would run them wrongly: %s', async (what, text, place) => {
  const source = `${text}function log(..._: unknown[]): void {}\nexport default A;\n`;
  const imports = what.includes('imports');
  const folder = folderWith(
    imports ? { 'config.ts': "export { default } from './a';\n", 'a.ts': source } : { 'config.ts': source },
  );
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  const file = join(folder, imports ? 'a.ts' : 'config.ts');
  // The second time, the compiled file would come from the cache.
  for (const _ of [1, 2])
    await expect(loadModule(join(folder, 'config.ts'))).rejects.toThrow(
      new RegExp(`decorators are not supported[\\s\\S]*${file}:${place}`),
    );
});

it('of TypeScript runs its own text, not what another user put into a cache below /tmp', async () => {
  const folder = folderWith({
    'config.ts': 'const answer: string = "ours";\nexport default answer;\n',
    'tmp/x': '',
  });
  vi.stubEnv('TMPDIR', join(folder, 'tmp'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  const file = join(folder, 'config.ts');
  const byDefault = () =>
    createJiti(pathToFileURL(folder).href, { moduleCache: false }).import(file, { default: true });
  expect(await byDefault()).toBe('ours');
  const shared = join(folder, 'tmp/jiti');
  for (const entry of readdirSync(shared)) {
    const compiled = readFileSync(join(shared, entry), 'utf8');
    writeFileSync(join(shared, entry), compiled.replace('ours', 'theirs'));
  }
  // The control: jiti itself trusts the cache.
  expect(await byDefault()).toBe('theirs');
  expect(await loadModule(file)).toBe('ours');
  expect(readdirSync(join(folder, 'cache/fck/typescript'))).toHaveLength(1);
});
