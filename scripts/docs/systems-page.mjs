// Generates docs/systems.md from the file that the test on all systems reads, so that the page lists what the test runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './table.mjs';

const data = 'e2e/fixture/systems/systems.json';

/** @param {string} root the folder of the repository */
export function systemsPage(root) {
  const systems = JSON.parse(readFileSync(join(root, data), 'utf8'));
  const believed = JSON.parse(readFileSync(join(root, 'e2e/fixture/systems/believed.json'), 'utf8'));
  const passing = systems.filter(({ notYet }) => notYet === undefined);
  const failing = systems.filter(({ notYet }) => notYet !== undefined);
  return `# Systems

<!-- Generated from ${data} by scripts/generate-docs.mjs. -->

Which Linux systems the hosts can have, and how that is known.

| status | means |
| --- | --- |
| tested | The [whole flow](#the-flow) runs on this system in CI, with its own packages. |
| long form | The same, but only in the long form of the test, which needs Ubuntu's mirrors: \`FCK_SYSTEMS=all npm test -- --project e2e systems\`. |
| stand-in | The whole flow runs in CI on a host made of Debian packages that has the package manager, the names of packages, the paths, the nginx.conf and the os-release of this system. It has none of the [differences below](#what-was-not-tried). |
| believed | Not tested. In everything that fck inspects, it is like a system that is tested or has a stand-in. |
| not yet | Known to fail. |

${table(
  ['system', 'status', 'process manager', 'login user in the test', 'remark'],
  [
    ...passing.map(({ system, kind, manager, user, remark = '' }) => [
      system,
      kind,
      manager,
      code(user),
      remark,
    ]),
    ...failing.map(({ system, kind, user, notYet }) => [
      system,
      kind === 'stand-in' ? 'not yet (stand-in)' : 'not yet',
      '',
      code(user),
      notYet,
    ]),
    ...believed.map(({ system, remark }) => [system, 'believed', '', '', remark]),
  ],
)}

The process manager is the one that fck [chooses by itself](process-managers.md#which-one-a-host-uses).

Hosts need Python 3 with \`venv\` or \`virtualenv\`, systemd or OpenRC, and \`sudo\` or \`doas\`, unless the login user is
root. [Getting started](getting-started.md#you-need) has the list.

## The flow

\`e2e/systems.test.ts\` runs on all these hosts at once, as a user would:

1. \`fck run provision\` installs what a Python site needs; a second one finds nothing to do.
2. \`fck run build activate\` serves the site and its static files.
3. After a commit, \`fck up\` serves the next build; \`fck rollback\` goes back.
4. \`fck status\` shows each of these states.
5. \`fck run deactivate\` takes the site down.

## What was not tried

- SELinux in enforcing mode, firewalld and AppArmor: the kernel of the test machines has none of them.
- The real repositories, mirrors and subscriptions of Amazon Linux and Red Hat's family, and their own builds of nginx, Python and
  supervisor. Stand-ins have Debian's builds under Red Hat's names.
- cloud-init: test hosts have none.
- dnf 5 (Fedora 41 and later). Stand-ins have dnf 4.
- musl (Alpine): wheels of PyPI for glibc do not fit there.
- Other architectures than x86-64.

## Try it on your own

[Sandbox hosts](../packages/plugin-sandbox/README.md#other-systems) can have other Debian releases, and any image that a script can make of
one. The scripts of the stand-ins are in \`e2e/fixture/systems/\`:

\`\`\`yaml
name: my-site
roles:
  web:
    sandbox: { suite: bookworm, prepare: [dnf-host.sh, rocky] }
\`\`\`
`;
}

const code = (text) => `\`${text}\``;
