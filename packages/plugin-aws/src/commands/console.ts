import type { CliCommand } from '@fck/core';
import { awsErrors } from '../errors.js';
import type { Fleet } from '../fleet.js';
import { consoleOf } from '../wait/host-keys.js';
import { namedInstances, nameOf } from './chosen.js';

/** `fck ec2 console` */
export function consoleCommand(fleet: Fleet): CliCommand {
  return {
    about: 'what an instance printed to its console',
    usage: '<id|name>',
    async run(context) {
      const [owned] = await namedInstances(fleet, context);
      if (!owned) throw awsErrors.noneNamed('ec2:GetConsoleOutput');
      const console = await consoleOf(owned.of.clients, owned.instance.id);
      return {
        document: { id: owned.instance.id, console },
        text: console === '' ? `AWS has no output of ${nameOf(owned)} yet: it may take minutes.` : console,
      };
    },
  };
}
