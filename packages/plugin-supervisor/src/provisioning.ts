import { type Facts, type ProvisionContext, type ProvisionStep, type Remote, sh } from '@fck/core';

/** Declares what a role needs of its hosts if supervisor runs its services. */
export async function provisionSupervisor(context: ProvisionContext): Promise<void> {
  if (!runsServices(context)) return;
  context.tool('supervisord');
  context.declare(supervisordRuns(await context.remote.facts()));
}

/** Whether the role has services, and supervisor is what runs them. */
function runsServices({ fck, role }: ProvisionContext): boolean {
  const chosen = role.values.get('activate.process_manager');
  const isChosen = chosen === undefined ? fck.processManagers.names().length === 1 : chosen === 'supervisor';
  return isChosen && fck.services.names().some((kind) => role.values.has(`activate.${kind}`));
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
