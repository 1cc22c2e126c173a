// THIRD-PARTY.md of the command's package: the packages that it contains, with their licences.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../prepare.mjs';

const HEAD = `# Third-party packages

The bundle of the command (\`bundle/\`) contains code of these packages. The same list for programs is \`sbom.cdx.json\` (CycloneDX).
`;

/** @param {import('./bundled-packages.mjs').Bundled[]} packages */
export async function writeThirdParty(packages) {
  const table = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  const rows = ['| package | version | licence |', '| --- | --- | --- |', ...table];
  const page = [HEAD, `${rows.join('\n')}\n`, '## Licence texts\n', ...sections(packages)].join('\n');
  await writeFile(join(root, 'packages/cli/THIRD-PARTY.md'), page);
}

/** Each text once, below the packages that it came with. */
function sections(packages) {
  const bearers = new Map();
  for (const { name, version, texts } of packages)
    for (const text of texts) bearers.set(text, [...(bearers.get(text) ?? []), `${name} ${version}`]);
  return [...bearers].map(([text, names]) => `### ${names.join(', ')}\n\n${indented(text)}\n`);
}

/** As a block of code, whatever characters the text has. */
function indented(text) {
  return text.replaceAll(/^(?=.*\S)/gm, '    ').replaceAll(/[ \t]+$/gm, '');
}
