// sbom.cdx.json of the command's package: the packages in the bundle, for programs that look for known vulnerabilities. It contains
// no date and no random number, so that equal bundles have equal files.
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../prepare.mjs';
import { usedBy } from './bundled-packages.mjs';

/** @param {import('./bundled-packages.mjs').Bundled[]} packages */
export async function writeSbom(packages) {
  const command = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'));
  const refs = new Map(packages.map((one) => [one.folder, packageUrl(one)]));
  const sbom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { type: 'application', ...identity(command), ...licence(command.license) },
    },
    components: packages.map((one) => ({
      type: 'library',
      ...identity(one),
      ...licence(one.licence),
      // Of the archive that npm installs.
      hashes: [hash(one.integrity)],
    })),
    dependencies: [
      { ref: packageUrl(command), dependsOn: directlyUsed(packages).map(packageUrl) },
      ...packages.map((one) => ({
        ref: packageUrl(one),
        dependsOn: one.uses.map((folder) => refs.get(folder)).sort(),
      })),
    ],
  };
  await writeFile(join(root, 'packages/cli/sbom.cdx.json'), `${JSON.stringify(sbom, undefined, 2)}\n`);
}

function identity({ name, version }) {
  const [, group, rest] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name);
  const purl = packageUrl({ name, version });
  return { 'bom-ref': purl, ...(group && { group }), name: rest, version, purl };
}

/** SPDX identifiers contain no spaces; expressions do. */
function licence(spdx) {
  return { licenses: [spdx.includes(' ') ? { expression: spdx } : { license: { id: spdx } }] };
}

function packageUrl({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** npm writes `sha512-` and base64, CycloneDX hexadecimal. */
function hash(integrity) {
  const [, base64] = /^sha512-(\S+)$/.exec(integrity);
  return { alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') };
}

/** Dependencies of fck's own packages, and packages on which no bundled package depends: rolldown's helpers. */
function directlyUsed(packages) {
  const ours = readdirSync(join(root, 'packages')).flatMap((name) => usedBy(join(root, 'packages', name)));
  const indirect = new Set(packages.flatMap(({ uses }) => uses));
  return packages.filter(({ folder }) => ours.includes(folder) || !indirect.has(folder));
}
