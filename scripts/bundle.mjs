// Makes packages/cli/bundle: the command, core and the official plugins with what they depend on, in few files. Loading some four
// hundred small modules takes Node 250 ms, the same as a bundle 60. It is made from what the compiler wrote.
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from './prepare.mjs';

const ENTRY = '\0main';
/** A module for each package that says where it is installed: asked once, before others have a say in it. */
const PLACE = '\0place of ';
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
    if (id === ENTRY || id.startsWith(PLACE)) return id;
    const name = /^@fck\/(.+)$/.exec(id)?.[1];
    return name === undefined ? undefined : dist(name, 'index.js');
  },
  load(id) {
    if (id === ENTRY) return entry;
    if (!id.startsWith(PLACE)) return undefined;
    const name = id.slice(PLACE.length);
    // The bundle lies beside the command's own modules.
    const index =
      name === 'cli'
        ? `new URL('../dist/index.js', import.meta.url).href`
        : `import.meta.resolve('@fck/${name}')`;
    return `export const place = ${index};`;
  },
  /** A module that reads what lies beside it finds it where its package is installed. */
  transform(code, id) {
    const [, name, file] = /^packages\/([^/]+)\/dist\/(.+)$/.exec(relative(root, id)) ?? [];
    if (name === undefined || !code.includes('import.meta.url')) return undefined;
    const own = `new URL('./${file}', placeOfPackage).href`;
    return {
      code: `import { place as placeOfPackage } from ${JSON.stringify(PLACE + name)};\n${code.replaceAll('import.meta.url', own)}`,
      map: null,
    };
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
