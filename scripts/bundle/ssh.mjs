// Bundles ssh2-sftp-client and ssh2 as one file beside the bundle: their fifty files take 10 ms longer to load.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from '../prepare.mjs';

const FILE = 'ssh.cjs';
const ENTRY = '\0ssh';
const NONE = '\0none';

/** The module that loads them. */
export const sshPackagesFile = join(root, 'packages/plugin-ssh/dist/ssh2/ssh-packages.js');

/** That module in the bundle. */
export const sshPackagesSource = `
import { createRequire } from 'node:module';
export const sshPackages = () => createRequire(import.meta.url)('./${FILE}');`;

/** Writes the file into the folder of the bundle, and returns what rolldown reports of it. */
export async function bundleSsh(folder) {
  const fromPlugin = createRequire(sshPackagesFile);
  const entry = `module.exports = { Sftp: require('ssh2-sftp-client'), ssh2: require('ssh2') };`;
  const plugin = {
    name: 'ssh',
    resolveId(id) {
      if (id === ENTRY) return id;
      // ssh2-sftp-client gets the ssh2 that plugin-ssh depends on, even if another one is installed beside it.
      if (id === 'ssh2-sftp-client' || id === 'ssh2') return fromPlugin.resolve(id);
      // ssh2 works without its addons: the preferred algorithms do not need them.
      return id.endsWith('.node') || id === 'cpu-features' ? NONE : undefined;
    },
    load: (id) => (id === ENTRY ? entry : id === NONE ? 'module.exports = undefined;' : undefined),
  };
  const bundle = await rolldown({ input: { ssh: ENTRY }, platform: 'node', plugins: [plugin] });
  const written = await bundle.write({
    file: join(folder, FILE),
    format: 'cjs',
    minify: true,
    keepNames: true,
  });
  await bundle.close();
  return written;
}
