import { activationPlan, type Facts, type ProvisionContext, sh, systemServiceStep } from '@fck/core';

/** Declares what a role needs of its hosts if supervisor runs its services. */
export async function provisionSupervisor(context: ProvisionContext): Promise<void> {
  if (activationPlan(context.fck, context.role)?.manager?.name !== 'supervisor') return;
  context.tool('supervisord');
  context.declare(supervisordRuns(await context.remote.facts()));
}

/** supervisord runs now, and will after a reboot. */
function supervisordRuns(facts: Facts) {
  return systemServiceStep(facts, {
    unit: facts.packageManager === 'apt' ? 'supervisor' : 'supervisord',
    after: ['supervisord is installed'],
    otherwise: {
      check: (remote) => remote.as('root').test(sh`supervisorctl pid`),
      apply: (remote) => remote.as('root').run(sh`supervisord`),
    },
  });
}
