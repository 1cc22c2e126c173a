import type { CliCommand } from '@fck/core';
import type { Fleet } from '../fleet.js';
import { RoleRecord } from '../instances/role-record.js';
import { nameOf, type OwnedInstance } from './chosen.js';
import { actOn } from './power.js';
import { instancesToTerminate } from './to-terminate.js';

/** `fck ec2 terminate i-… | --confirm <project>/<role>` */
export function terminateCommand(fleet: Fleet): CliCommand {
  return {
    about: 'ends instances for good: those named by id, or all of a role',
    usage: '[id...]',
    options: {
      confirm: {
        about: '<project>/<role>: end all instances of this role, or those of them that -H names',
        kind: 'text',
      },
    },
    async run(context) {
      const chosen = await instancesToTerminate(fleet, context);
      if (chosen.length > 0) await terminate(fleet, chosen, context.dryRun);
      const names = chosen.map((owned) => `${nameOf(owned)} (${owned.instance.id})`).join(', ');
      const text = context.dryRun ? `Would be terminated: ${names}.` : `Terminated: ${names}.`;
      return {
        document: { terminated: chosen.map(({ instance }) => instance.id), dryRun: context.dryRun },
        text: chosen.length === 0 ? 'There was none.' : text,
      };
    },
  };
}

async function terminate(fleet: Fleet, chosen: readonly OwnedInstance[], dryRun: boolean): Promise<void> {
  await actOn(chosen, 'ec2:TerminateInstances', dryRun, async (clients, request) => {
    const { TerminateInstancesCommand } = await import('@aws-sdk/client-ec2');
    return (await clients.ec2()).send(new TerminateInstancesCommand(request));
  });
  if (dryRun) return;
  for (const { of, instance } of chosen) {
    const record = await RoleRecord.of(fleet.fck.project, of.role.name);
    await record.forgetHostKeys([instance.id]);
  }
  fleet.forget();
}
