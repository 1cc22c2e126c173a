import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginEntry } from '@fck/core';
import { broughtBy } from '@fck/core/host';
import { expect, it, onTestFinished } from 'vitest';
import { createFck } from './index.js';
import { officialCatalogue } from './official-catalogue.js';
import { officialPlugins, optionalPlugins } from './official-plugins.js';

it('says what each official plugin registers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fck-catalogue-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'fck.yaml'), 'name: shop\nroles: {web: {hosts: [local]}}\n');
  const names = [...officialPlugins, ...optionalPlugins];
  const modules: { default: PluginEntry }[] = await Promise.all(
    names.map((name) => import(`../../plugin-${name}/src/index.ts`)),
  );
  const defaultPlugins = modules.map((module) => module.default);
  const fck = await createFck({ cwd: folder, env: {}, defaultPlugins });
  onTestFinished(() => fck.close());
  const registered = names.map((name) => ({
    name,
    package: `@fck/plugin-${name}`,
    brings: broughtBy(fck, name),
  }));
  expect(officialCatalogue).toEqual(registered);
});

it('has SSH in every project, whatever it lists', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fck-base-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'fck.yaml'), 'name: shop\nplugins: [git]\nroles: {web: {hosts: [web-1]}}\n');
  const fck = await createFck({ cwd: folder, env: {} });
  expect(fck.plugins.map(({ name }) => name)).toEqual(['git', 'ssh']);
});
