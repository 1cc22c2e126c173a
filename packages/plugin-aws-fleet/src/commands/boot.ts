import type { CliCommand, Fck } from '@fck/core';
import { bootInstance, type OwnHost } from '../boot/boot-instance.js';
import { instanceId } from '../boot/instance-id.js';
import { roleNamedIn } from './role-argument.js';

/** `fck ec2 boot <role>`: the script of `fck ec2 user-data` runs it on an instance. */
export function bootCommand(fck: Fck, own: OwnHost): CliCommand {
  return {
    about: 'on an instance: brings this machine itself to the build that the role serves',
    usage: '<role>',
    async run({ args, dryRun, signal, progress }) {
      const role = roleNamedIn(fck, args, 'boot');
      const id = await instanceId();
      tellSteps(fck, progress);
      const { host, build } = await bootInstance(fck, own, role, id, { dryRun, signal });
      return {
        document: { host, instance: id, role: role.name, build, dryRun },
        text: dryRun
          ? `${host} would be brought to ${build ?? `the build that ${role.name} serves`}.`
          : `${host} serves ${build}.`,
      };
    },
  };
}

/** Prints each step that changed something, and how each run ended, for the log of the boot. */
function tellSteps(fck: Fck, tell: (text: string) => void): void {
  fck.hooks.event.tap('aws-fleet', (event) => {
    if (event.type === 'run:start') tell(`${event.tasks.join(', ')} …`);
    if (event.type === 'step:end' && event.status !== 'ok')
      tell(`${event.phase}: ${event.step} ${event.status} (${(event.ms / 1000).toFixed(1)} s)`);
    if (event.type === 'note' && event.level === 'info') tell(event.text);
  });
}
