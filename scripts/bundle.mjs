// Makes packages/cli/bundle: the command, core and the official plugins with what they depend on, in few files. Loading some four
// hundred small modules takes Node 250 ms, the same as a bundle 60. It is made from what the compiler wrote.
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from './prepare.mjs';

const ENTRY = '\0main';
const dist = (name, file) => join(root, 'packages', name, 'dist', file);
const { officialPlugins } = await import(pathToFileURL(dist('cli', 'official-plugins.js')).href);

/** What the bundle begins with: it says which plugins it carries. */
const entry = `
import { bundledMain } from ${JSON.stringify(dist('cli', 'bundled-main.js'))};
export const main = bundledMain({
${officialPlugins.map((name) => `  '@fck/plugin-${name}': () => import('@fck/plugin-${name}'),`).join('\n')}
});
`;

const plugin = {
  name: 'fck',
  resolveId(id) {
    if (id === ENTRY) return id;
    const name = /^@fck\/(.+)$/.exec(id)?.[1];
    return name === undefined ? undefined : dist(name, 'index.js');
  },
  load: (id) => (id === ENTRY ? entry : undefined),
  /** A module that reads what lies beside it finds it where its package is installed. */
  transform(code, id) {
    const [, name, file] = /^packages\/([^/]+)\/dist\/(.+)$/.exec(relative(root, id)) ?? [];
    if (name === undefined || !code.includes('import.meta.url')) return undefined;
    const base =
      name === 'cli'
        ? `new URL('../dist/${file}', import.meta.url)`
        : `new URL('./${file}', import.meta.resolve('@fck/${name}'))`;
    return { code: code.replaceAll('import.meta.url', `${base}.href`), map: null };
  },
};

const out = join(root, 'packages/cli/bundle');
rmSync(out, { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: ENTRY },
  platform: 'node',
  // jiti loads parts of its own by their place.
  external: ['jiti'],
  plugins: [plugin],
  onLog(level, log, report) {
    // Core is given to TypeScript plugins as a whole, beside being used in parts.
    if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') report(level, log);
  },
});
await bundle.write({
  dir: out,
  format: 'esm',
  minify: true,
  keepNames: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();
