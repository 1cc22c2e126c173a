import { awsCodeOf, call } from '@fck/aws-account';
import type { CliCommand, CommandContext } from '@fck/core';
import type { Clients } from '../account/clients.js';
import { awsErrors } from '../errors.js';
import type { Fleet } from '../fleet.js';
import { namedInstances, nameOf, type OwnedInstance } from './chosen.js';

/** One call that changes instances, `DryRun` included. */
type Act = (clients: Clients, request: { InstanceIds: string[]; DryRun: boolean }) => Promise<unknown>;

/** `fck ec2 start` */
export function startCommand(fleet: Fleet): CliCommand {
  return powerCommand(
    fleet,
    'starts stopped instances',
    'ec2:StartInstances',
    'started',
    async (clients, request) => {
      const { StartInstancesCommand } = await import('@aws-sdk/client-ec2');
      return (await clients.ec2()).send(new StartInstancesCommand(request));
    },
  );
}

/** `fck ec2 stop` */
export function stopCommand(fleet: Fleet): CliCommand {
  return powerCommand(
    fleet,
    'stops instances; their disks stay',
    'ec2:StopInstances',
    'stopped',
    async (clients, request) => {
      const { StopInstancesCommand } = await import('@aws-sdk/client-ec2');
      return (await clients.ec2()).send(new StopInstancesCommand(request));
    },
  );
}

/** `fck ec2 reboot` */
export function rebootCommand(fleet: Fleet): CliCommand {
  return powerCommand(
    fleet,
    'reboots instances',
    'ec2:RebootInstances',
    'rebooted',
    async (clients, request) => {
      const { RebootInstancesCommand } = await import('@aws-sdk/client-ec2');
      return (await clients.ec2()).send(new RebootInstancesCommand(request));
    },
  );
}

function powerCommand(fleet: Fleet, about: string, action: string, done: string, act: Act): CliCommand {
  return {
    about,
    usage: '[id|name...]',
    async run(context: CommandContext) {
      const chosen = await namedInstances(fleet, context);
      if (chosen.length === 0) throw awsErrors.noneNamed(action);
      await actOn(chosen, action, context.dryRun, act);
      fleet.forget();
      const names = chosen.map((owned) => `${nameOf(owned)} (${owned.instance.id})`).join(', ');
      return {
        document: chosen.map(({ instance }) => instance.id),
        text: context.dryRun ? `Would be ${done}: ${names}.` : `Being ${done}: ${names}.`,
      };
    },
  };
}

/** Calls the action for instances, account by account; in a dry run, AWS itself checks whether it would work. */
export async function actOn(
  chosen: readonly OwnedInstance[],
  action: string,
  dryRun: boolean,
  act: Act,
): Promise<void> {
  for (const clients of new Set(chosen.map(({ of }) => of.clients))) {
    const InstanceIds = chosen.filter(({ of }) => of.clients === clients).map(({ instance }) => instance.id);
    await call(clients.account, action, () => act(clients, { InstanceIds, DryRun: dryRun })).catch(
      (thrown: unknown) => {
        if (!dryRun || awsCodeOf(thrown) !== 'DryRunOperation') throw thrown;
      },
    );
  }
}
