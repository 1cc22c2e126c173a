// Generates docs/tools.md from the tool catalogue and the tools that core implements in code.
import { table } from './table.mjs';

const MANAGERS = ['apt', 'dnf', 'apk'];

/** @param {import('@fck/core').Fck} fck with the official plugins */
export async function toolsPage(fck) {
  const { toolRows: rows } = await import('../../packages/core/dist/catalogue/tool-rows.js');
  const gone = Object.entries(rows).filter(([, row]) => row.successor);
  const offered = Object.entries(rows).filter(([, row]) => !row.successor);
  const coded = fck.tools.entries().filter(({ value }) => 'declare' in value);
  return `# Tools

<!-- Generated from packages/core/src/catalogue/tool-rows.ts by scripts/generate-docs.mjs. -->

These are the names that \`provision: tools:\` accepts. An installed tool is not installed again: fck looks on the host for the program in the
second column (for any of several), or for the packages if the column names none. A package counts as installed if an installed one
provides its name. The package names are those of the host's system (\`ID\` of /etc/os-release), or of the nearest related system
(\`ID_LIKE\`), or of its package manager. \`dnf\` includes \`yum\`. \`fck tools\` prints the list, including the tools of
your plugins.

\`package:NAME\` installs the package of that name, as the host's package manager calls it: \`package:imagemagick\`.

\`\`\`yaml
provision:
  tools: [__update_packages__, python3, postgresql-client, package:imagemagick, reboot]
\`\`\`

## Packages that no repository offers

Before anything is changed, fck looks at all hosts of the run. If tools are missing, it asks each host's package manager whether the
repositories offer their packages. If one does not, no host is changed, and the error \`PACKAGE_NOT_OFFERED\` names all packages that are
not offered, the tools and keys that ask for them, and the repository that has them where that is known. A dry run reports the same.

| system | repository | added by |
| --- | --- | --- |
| Rocky Linux, AlmaLinux, CentOS Stream | EPEL: supervisor, htop | \`tools: [package:epel-release, …]\` |
| Red Hat Enterprise Linux | EPEL | \`sudo dnf install https://dl.fedoraproject.org/pub/epel/epel-release-latest-9.noarch.rpm\` |
| Oracle Linux | EPEL | \`tools: [package:oracle-epel-release-el9, …]\` |
| Amazon Linux 2023 | SPAL, Supplementary Packages for Amazon Linux | \`tools: [package:spal-release, …]\` |
| Ubuntu | universe | \`sudo add-apt-repository universe\` |
| Alpine Linux | community | its line in \`/etc/apk/repositories\` |

Packages whose names contain \`release\` as a word (\`epel-release\`, \`spal-release\`) are installed before all others, and the repositories are
asked about the rest then.

zypper (openSUSE) and pacman (Arch Linux) are not supported yet: the error lists what to install by hand. Tools that are found on the
PATH are used as they are.

## Tools that act

${table(
  ['tool', 'does'],
  coded.map(({ name, value }) => [code(name), sentence(value.about)]),
)}

\`reboot\` reboots the host if

- something listed before it was changed since the last boot, or
- the system asks for it: \`/run/reboot-required\` (Debian, Ubuntu), \`needs-restarting -r\` (Red Hat's family, if the package dnf-utils, or
  dnf5-plugins on Fedora, is installed), or a kernel in \`/boot\` that is newer than the boot. Containers are not asked.

Otherwise it does nothing: a host that is up to date is never rebooted. After a reboot fck waits until the host answers, and continues
with what is listed next. \`reboot\` may be listed several times, after each group of tools that needs one; what the system asks for is up
to the first.

\`__update_packages__\` looks for newer packages once a day. The repositories of Amazon Linux 2023 are locked to the release of the image, so
there it updates to the newest release (\`dnf upgrade --releasever=latest\`). To update to a release that you have tested, write its name
into \`/etc/dnf/vars/releasever\` on the hosts, or leave the tool out and use newer images.

Packages are installed without those that they only recommend: \`--no-install-recommends\` with apt, \`install_weak_deps=False\` with dnf.

## The catalogue

${table(
  ['tool', 'looked for', 'is', ...MANAGERS.map((manager) => `with ${manager}`)],
  offered.map(([name, row]) => [
    code(name),
    lookedFor(row),
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

/** How fck detects a tool. */
function lookedFor({ program, file, test }) {
  if (program) return [program].flat().map(code).join(' or ');
  return file || test ? code(file ?? test.text) : 'packages';
}

/** The packages of each package manager, and those of systems that differ from it. */
function packagesFor({ packages = {} }, manager) {
  const special = { debian: 'apt', ubuntu: 'apt', amzn: 'dnf', fedora: 'dnf', rhel: 'dnf', alpine: 'apk' };
  const others = Object.entries(packages).filter(
    ([system]) => special[system.replace(/:.*/, '')] === manager,
  );
  return [
    packages[manager]?.length === 0 ? 'not offered' : (packages[manager] ?? []).map(code).join(' '),
    ...others.map(([system, names]) => `(${nameOf(system)}: ${names.map(code).join(' ') || 'not offered'})`),
  ].join(' ');
}

/** `fedora:41` is Fedora 41 and later. */
const nameOf = (system) => (system.includes(':') ? `${system.replace(':', ' ')} and later` : system);
const code = (text) => `\`${text}\``;
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
