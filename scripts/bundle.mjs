// Makes packages/cli/bundle: the command, core and the official plugins with their dependencies, in few files. Node needs 250 ms
// to load about four hundred small modules, and 60 ms to load them as a bundle. The bundle is made from the compiler's output.
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { bundledPackages } from './bundle/bundled-packages.mjs';
import { chunksFrom } from './bundle/chunks.mjs';
import { PLACES, placed, placesSource } from './bundle/places.mjs';
import { writeSbom } from './bundle/sbom.mjs';
import { bundleSsh, sshPackagesFile, sshPackagesSource } from './bundle/ssh.mjs';
import { writeThirdParty } from './bundle/third-party.mjs';
import { root } from './prepare.mjs';

const ENTRY = '\0main';
const dist = (name, file) => join(root, 'packages', name, 'dist', file);
const { officialPlugins } = await import(pathToFileURL(dist('cli', 'official-plugins.js')).href);

/** The entry of the bundle, which lists its plugins. */
const entry = `
import { bundledMain } from ${JSON.stringify(dist('cli', 'bundled-main.js'))};
export const main = bundledMain({
${officialPlugins.map((name) => `  '@fck/plugin-${name}': () => import('@fck/plugin-${name}'),`).join('\n')}
});
`;

const sources = new Map([
  [ENTRY, entry],
  [PLACES, placesSource],
  [sshPackagesFile, sshPackagesSource],
  // cosmiconfig's own TypeScript loader imports it; core replaces that loader.
  ['typescript', 'module.exports = undefined;'],
]);

const plugin = {
  name: 'fck',
  resolveId(id) {
    if (sources.has(id)) return id;
    const [, name, entrance = 'index'] = /^@fck\/([^/]+)(?:\/(.+))?$/.exec(id) ?? [];
    return name === undefined ? undefined : dist(name, `${entrance}.js`);
  },
  load: (id) => sources.get(id),
  transform(code, id) {
    if (sources.has(id)) return undefined;
    const [, name, file] = /^packages\/([^/]+)\/dist\/(.+)$/.exec(relative(root, id)) ?? [];
    return name === undefined ? undefined : { code: placed(code, name, file), map: null };
  },
};

const out = join(root, 'packages/cli/bundle');
rmSync(out, { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: ENTRY },
  platform: 'node',
  // jiti loads parts of itself by their path.
  external: ['jiti'],
  plugins: [plugin],
  onLog(level, log, report) {
    // TypeScript plugins get all exports of core; the command uses only parts.
    if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') report(level, log);
  },
});
const written = await bundle.write({
  dir: out,
  format: 'esm',
  minify: true,
  keepNames: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  codeSplitting: chunksFrom(ENTRY),
});
await bundle.close();
const packages = bundledPackages([written, await bundleSsh(out)]);
await writeThirdParty(packages);
await writeSbom(packages);
