import type { CliCommand, CommandResult, Fck } from '@fck/core';
import { sandboxFor, specsOf } from './provider.js';
import { sandbox } from './sandbox.js';
import type { SandboxSections } from './sections.js';
import type { SandboxHost } from './spec.js';

/** Adds `fck sandbox up|list|down`. */
export function registerCommands(fck: Fck, sections: SandboxSections): void {
  const up: CliCommand = {
    summary: 'make the throwaway hosts of every role with a `sandbox:` section',
    async run({ progress, signal }) {
      const { project } = fck;
      const specs = project.roles.flatMap((role) => specsOf(project, role, sections) ?? []);
      return listed(await sandboxFor(project, sections).up(specs, progress, signal));
    },
  };
  const list: CliCommand = {
    summary: 'the throwaway hosts of this project, or of all projects',
    options: { all: { about: 'those of other projects too', kind: 'switch' } },
    run: async ({ options }) =>
      listed(await sandbox().list(options['all'] === true ? undefined : fck.project.name)),
  };
  const down: CliCommand = {
    summary: "remove this project's throwaway hosts, or all",
    options: { all: { about: 'those of other projects too', kind: 'switch' } },
    async run({ options, progress }) {
      const removed = await sandbox().down(
        options['all'] === true ? 'all' : { project: fck.project.name },
        progress,
      );
      return {
        document: { removed },
        text: removed.length === 0 ? 'There was none.' : `Removed ${removed.join(', ')}.`,
      };
    },
  };
  fck.commands.register('sandbox', {
    summary: 'throwaway hosts on this machine',
    commands: { up, list, down },
  });
}

function listed(hosts: readonly SandboxHost[]): CommandResult {
  return {
    document: hosts,
    table: {
      columns: ['host', 'project', 'role', 'address', 'user', 'state'],
      rows: hosts.map(({ name, project, role, address, user, state }) => [
        name,
        project,
        role,
        address,
        user,
        state,
      ]),
    },
  };
}
