import { ExitCode } from '../exit-code.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck roles` */
export const roles: Verb = async (invocation) => {
  const { project } = await invocation.project();
  const rows = project.roles.map(({ name, description, builder, activates, hosts }) => ({
    name,
    description,
    builder,
    activates,
    hosts: hosts.map((host) => host.name),
  }));
  printResult(invocation, {
    document: rows,
    table: {
      columns: ['role', 'builds by', 'activates', 'hosts in the config', 'description'],
      rows: rows.map((role) => [
        role.name,
        role.builder ?? '',
        role.activates ? 'yes' : '',
        String(role.hosts.length),
        role.description ?? '',
      ]),
    },
    text: rows.length === 0 ? 'The configuration has no roles.' : undefined,
  });
  return ExitCode.done;
};
