import { type Facts, type ProvisionContext, type ProvisionStep, type Remote, type Role, sh } from '@fck/core';

/** Declares what a role needs of its hosts if supervisor runs its services. */
export async function provisionSupervisor(context: ProvisionContext): Promise<void> {
  if (!runsServices(context)) return;
  context.tool('supervisord');
  context.declare(supervisordRuns(await context.remote.facts()));
}

/** Whether the role has services, and supervisor is what runs them. */
function runsServices({ fck, role }: ProvisionContext): boolean {
  const { process_manager: chosen, ...sections } = activateOf(role);
  const isChosen = chosen === undefined ? fck.processManagers.names().length === 1 : chosen === 'supervisor';
  return isChosen && Object.keys(sections).some((key) => fck.services.has(key));
}

function activateOf(role: Role): Record<string, unknown> {
  const activate = role.document.value.activate;
  return typeof activate === 'object' && activate !== null ? { ...activate } : {};
}

/** supervisord runs now, and will after a reboot. */
function supervisordRuns(facts: Facts): ProvisionStep {
  const unit = facts.packageManager === 'apt' ? 'supervisor' : 'supervisord';
  const name = 'supervisord runs';
  if (facts.init === 'systemd') {
    return {
      name,
      after: '*',
      check: (remote) =>
        remote
          .as('root')
          .test(sh`systemctl is-enabled --quiet ${unit} && systemctl is-active --quiet ${unit}`),
      apply: (remote) => remote.as('root').run(sh`systemctl enable --now ${unit}`),
    };
  }
  if (facts.init === 'openrc') {
    return {
      name,
      after: '*',
      check: (remote) =>
        remote.as('root').test(sh`rc-update show default | grep -qw ${unit} && rc-service ${unit} status`),
      apply: (remote) => remote.as('root').run(sh`rc-update add ${unit} default && rc-service ${unit} start`),
    };
  }
  return { name, after: '*', check: isUp, apply: (remote) => remote.as('root').run(sh`supervisord`) };
}

function isUp(remote: Remote): Promise<boolean> {
  return remote.as('root').test(sh`supervisorctl pid`);
}
