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

/**
 * Takes what a module imports of Node from Node's own modules. An import would first collect all that they export, and so load much
 * that nobody asked for: 15 ms at every start.
 */
const withoutNodeImports = (code) =>
  code.replaceAll(/^import\s+([^;'"]+?)\s+from\s+['"](node:[\w/]+)['"];?$/gm, (_, clause, name) => {
    const [, all, whole, named] = /^(?:\*\s+as\s+(\w+)|(\w+)?\s*,?\s*(\{[^}]*\})?)$/.exec(clause) ?? [];
    const found = `globalThis.process.getBuiltinModule('${name}')`;
    return [all ?? whole, named?.replaceAll(/\s+as\s+/g, ': ')]
      .filter(Boolean)
      .map((pattern) => `const ${pattern} = ${found};`)
      .join(' ');
  });

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
    // Not by the name alone: that is core's, which may be lent to others under it.
    const base =
      name === 'cli'
        ? `new URL('../dist/${file}', import.meta.url)`
        : `new URL('./dist/${file}', import.meta.resolve('@fck/${name}/package.json'))`;
    const placed = name === undefined ? code : code.replaceAll('import.meta.url', `${base}.href`);
    return { code: withoutNodeImports(placed), map: null };
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
