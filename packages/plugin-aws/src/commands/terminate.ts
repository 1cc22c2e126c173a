import type { CliCommand, CommandContext } from '@fck/core';
import { RoleRecord } from '../create/record.js';
import { awsErrors } from '../errors.js';
import type { Fleet } from '../fleet.js';
import { chosenRoles, confirmed, instancesOf, nameOf, type OwnedInstance } from './chosen.js';
import { actOn } from './power.js';

/** `fck ec2 terminate i-… | --confirm <project>/<role>` */
export function terminateCommand(fleet: Fleet): CliCommand {
  return {
    summary: 'ends instances for good: those named by id, or all of a role',
    usage: '[id...]',
    options: {
      confirm: { about: '<project>/<role>: end all instances of this role', kind: 'text' },
    },
    async run(context) {
      const ids = await wantedIds(fleet, context);
      const chosen = ids.length === 0 ? [] : await confirmed(fleet, ids);
      if (chosen.length > 0) await terminate(fleet, chosen, context.dryRun);
      const names = chosen.map((owned) => `${nameOf(owned)} (${owned.instance.id})`).join(', ');
      const text = context.dryRun ? `Would be terminated: ${names}.` : `Terminated: ${names}.`;
      return {
        document: { terminated: ids, dryRun: context.dryRun },
        text: chosen.length === 0 ? 'There was none.' : text,
      };
    },
  };
}

async function wantedIds(fleet: Fleet, { args, options, selection }: CommandContext): Promise<string[]> {
  const { project } = fleet.fck;
  const confirm = options['confirm'];
  if (typeof confirm !== 'string') {
    if (args.length > 0 && args.every((id) => /^i-[0-9a-f]+$/.test(id))) return [...new Set(args)];
    throw awsErrors.confirm(project.name, selection.roles?.[0] ?? fleet.roles()[0]?.role.name ?? 'web');
  }
  const role = confirm.startsWith(`${project.name}/`) ? confirm.slice(project.name.length + 1) : undefined;
  if (role === undefined || args.length > 0)
    throw awsErrors.confirm(project.name, role ?? selection.roles?.[0] ?? 'web');
  const found = await instancesOf(fleet, chosenRoles(fleet, [role]));
  return found.map(({ instance }) => instance.id);
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
