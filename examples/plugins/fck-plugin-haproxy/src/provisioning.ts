import { type ProvisionContext, type Section, sh, systemServiceStep } from '@fck/core';
import { haproxyErrors } from './errors.js';
import { DROP_IN, FOLDER } from './places.js';
import type { HaproxySection } from './section.js';

const dropIn = `# Written by fck.
[Service]
Environment="EXTRAOPTS=-S /run/haproxy-master.sock -f ${FOLDER}"
`;

/** Declares what the hosts of a role with haproxy need. */
export async function provisionHaproxy(
  context: ProvisionContext,
  haproxy: Section<HaproxySection>,
): Promise<void> {
  if (!haproxy.of(context.role)) return;
  const facts = await context.remote.facts();
  if (facts.init !== 'systemd' || facts.packageManager !== 'apt')
    throw haproxyErrors.notDebian(context.host.name, facts.osName);
  context.tool('haproxy');
  context.declare({
    name: `haproxy reads ${FOLDER}`,
    after: ['haproxy is installed'],
    check: async (remote) =>
      (
        await Promise.all([remote.exists(FOLDER), remote.read(DROP_IN).then((text) => text === dropIn)])
      ).every(Boolean),
    async apply(remote) {
      const root = remote.as('root');
      await root.run(sh`mkdir -p ${FOLDER} ${DROP_IN.slice(0, DROP_IN.lastIndexOf('/'))}`);
      await root.write(DROP_IN, dropIn);
      await root.run(sh`systemctl daemon-reload && systemctl restart haproxy`);
    },
  });
  context.declare(
    systemServiceStep(facts, {
      unit: 'haproxy',
      after: [`haproxy reads ${FOLDER}`],
    }),
  );
}
