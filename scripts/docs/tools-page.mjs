// docs/tools.md, drawn from the tool catalogue and the tools that core has code for.
import { table } from './table.mjs';

const MANAGERS = ['apt', 'dnf', 'apk'];

/** @param {import('@fck/core').Fck} fck with the official plugins */
export async function toolsPage(fck) {
  const { toolRows: rows } = await import('../../packages/core/dist/provision/tool-rows.js');
  const gone = Object.entries(rows).filter(([, row]) => row.successor);
  const offered = Object.entries(rows).filter(([, row]) => !row.successor);
  const coded = fck.tools.entries().filter(({ value }) => 'declare' in value);
  return `# Tools

<!-- Generated from packages/core/src/provision/tool-rows.ts by scripts/generate-docs.mjs. -->

What \`provision: tools:\` may name. A tool that is there is not installed again: the program in the second column is looked
for on the host, and where none is named, the packages. \`dnf\` stands for \`yum\` too. \`fck tools\` prints the list, with what
your plugins add.

\`package:NAME\` installs the package of that name, as the host's package manager calls it: \`package:imagemagick\`.

\`\`\`yaml
provision:
  tools: [__update_packages__, python3, postgresql-client, package:imagemagick, reboot]
\`\`\`

## Tools that act

${table(
  ['tool', 'does'],
  coded.map(({ name, value }) => [code(name), sentence(value.about)]),
)}

\`reboot\` may be listed twice. It reboots only if something listed before it was changed since the last boot, waits for the new
boot, and goes on. \`__update_packages__\` asks for newer packages once a day.

## The catalogue

${table(
  ['tool', 'looked for', 'is', ...MANAGERS.map((manager) => `with ${manager}`)],
  offered.map(([name, row]) => [
    code(name),
    row.program ? code(row.program) : row.file ? code(row.file) : 'packages',
    sentence(row.about),
    ...MANAGERS.map((manager) => packagesFor(row, manager)),
  ]),
)}

## Tools that are gone

On a system that still has one of these, it counts as installed. Elsewhere the error \`TOOL_GONE\` names the successor.

${table(
  ['tool', 'was', 'use instead'],
  gone.map(([name, row]) => [code(name), sentence(row.about), code(row.successor)]),
)}
`;
}

/** The packages, and those of systems that differ from their package manager's others. */
function packagesFor({ packages = {} }, manager) {
  const special = { ubuntu: 'apt', amzn: 'dnf' };
  const others = Object.entries(packages).filter(([system]) => special[system] === manager);
  return [
    (packages[manager] ?? []).map(code).join(' '),
    ...others.map(([system, names]) => `(${system}: ${names.map(code).join(' ')})`),
  ].join(' ');
}

const code = (text) => `\`${text}\``;
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
