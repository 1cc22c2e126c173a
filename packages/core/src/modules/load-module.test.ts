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
