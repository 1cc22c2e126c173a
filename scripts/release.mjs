// `npm run release`: builds, packs and publishes all packages of this version. `-- --dry-run` stops before it publishes.
// It publishes the packed files, so that the checksums in release/SHA256SUMS are those of the registry.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareWithBundle, root, run } from './prepare.mjs';
import { versionOf } from './release/plan.mjs';

const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    to: { type: 'string', default: join(root, 'release') },
    /** Packs the last build: a new build would delete the bundle that running commands use. */
    built: { type: 'boolean', default: false },
  },
});
const folder = values.to;
const version = versionOf(root);
const packages = readdirSync(join(root, 'packages'));

if (!values.built) prepareWithBundle();
pack();
if (!values['dry-run']) publish();

function pack() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const workspaces = packages.flatMap((name) => ['--workspace', `packages/${name}`]);
  // The bundle was just made. Without scripts, as everywhere in this repository (.npmrc).
  run('npm', ['pack', '--silent', '--ignore-scripts', ...workspaces, '--pack-destination', folder]);
  copyFileSync(join(root, 'packages/cli/sbom.cdx.json'), join(folder, `fck-cli-${version}.cdx.json`));
  const files = readdirSync(folder).sort();
  const sums = files.map((file) => `${sha256(join(folder, file))}  ${file}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
}

/** Core is published first and the command last, so that the registry always has the dependencies of each package. */
function publish() {
  const order = ['core', ...packages.filter((name) => name !== 'core' && name !== 'cli'), 'cli'];
  // Provenance is a statement of the CI that builds, and can be signed only there.
  const provenance = process.env.ACTIONS_ID_TOKEN_REQUEST_URL === undefined ? [] : ['--provenance'];
  for (const name of order) {
    if (isPublished(name)) continue;
    const tarball = join(folder, `fck-${name}-${version}.tgz`);
    run('npm', ['publish', tarball, '--access', 'public', '--ignore-scripts', ...provenance]);
  }
  process.stdout.write(`Published ${version}. Now: git tag v${version} && git push origin v${version}\n`);
}

/** An interrupted release is run again: published packages are skipped. */
function isPublished(name) {
  const { status, stdout } = spawnSync('npm', ['view', `@fck/${name}@${version}`, 'version'], {
    encoding: 'utf8',
  });
  return status === 0 && stdout.trim() === version;
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
