import { type Facts, type ProvisionContext, type ProvisionStep, sh } from '@fck/core';
import { defaultSiteIsOff } from './default-site.js';
import { type NginxSection, nginxSection } from './section.js';

/** Declares what a role needs of its hosts if nginx serves it. */
export async function provisionNginx(context: ProvisionContext): Promise<void> {
  const section = sectionOf(context);
  if (!section) return;
  context.tool('nginx');
  context.tool('curl');
  if (
    section.server_names.length === 0 &&
    section.listen.address === undefined &&
    section.listen.port === 80
  ) {
    context.declare(defaultSiteIsOff);
  }
  context.declare(nginxRuns(await context.remote.facts()));
}

function sectionOf({ role }: ProvisionContext): NginxSection | undefined {
  const { activate } = role.document.value;
  const written =
    typeof activate === 'object' && activate !== null && 'nginx' in activate ? (activate.nginx ?? {}) : undefined;
  return nginxSection.safeParse(written).data;
}

/** nginx runs now, and will after a reboot. */
function nginxRuns(facts: Facts): ProvisionStep {
  const name = 'nginx runs';
  if (facts.init === 'systemd') {
    return {
      name,
      after: '*',
      check: (remote) =>
        remote.as('root').test(sh`systemctl is-enabled --quiet nginx && systemctl is-active --quiet nginx`),
      apply: (remote) => remote.as('root').run(sh`systemctl enable --now nginx`),
    };
  }
  if (facts.init === 'openrc') {
    return {
      name,
      after: '*',
      check: (remote) =>
        remote.as('root').test(sh`rc-update show default | grep -qw nginx && rc-service nginx status`),
      apply: (remote) => remote.as('root').run(sh`rc-update add nginx default && rc-service nginx start`),
    };
  }
  return {
    name,
    after: '*',
    check: (remote) => remote.as('root').test(sh`pidof nginx`),
    apply: (remote) => remote.as('root').run(sh`nginx`),
  };
}
