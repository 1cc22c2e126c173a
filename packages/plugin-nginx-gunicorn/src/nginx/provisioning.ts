import { type Facts, type ProvisionContext, type Section, sh, systemServiceStep } from '@fck/core';
import { defaultSiteIsOff } from './default-site.js';
import { isAllOfIpv4 } from './listen.js';
import type { NginxSection } from './section.js';
import { provisionSelinux } from './selinux.js';
import { listensOfRole } from './site-listens.js';

/** Declares what a role needs of its hosts if nginx serves it. */
export async function provisionNginx(context: ProvisionContext, nginx: Section<NginxSection>): Promise<void> {
  const section = nginx.of(context.role);
  if (!section) return;
  context.tool('nginx');
  context.tool('curl');
  if (
    listensOfRole(section).some(
      ({ address, port }) => port === 80 && (isAllOfIpv4(address) || address === '[::]'),
    )
  )
    context.declare(defaultSiteIsOff);
  await provisionSelinux(context, section);
  context.declare(nginxRuns(await context.remote.facts()));
}

/** nginx runs now, and will after a reboot. */
function nginxRuns(facts: Facts) {
  return systemServiceStep(facts, {
    unit: 'nginx',
    after: ['nginx is installed'],
    otherwise: {
      check: (remote) => remote.as('root').test(sh`pidof nginx`),
      apply: (remote) => remote.as('root').run(sh`nginx`),
    },
  });
}
