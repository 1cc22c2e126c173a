import type { CliCommand, CommandResult, Fck, Section } from '@fck/core';
import { specsOf } from './provider.js';
import { sandbox } from './sandbox.js';
import type { SandboxSection } from './sections.js';
import type { SandboxHost } from './spec.js';

/** Adds `fck sandbox up|list|down`. */
export function registerCommands(fck: Fck, section: Section<SandboxSection>): void {
  const up: CliCommand = {
    summary: 'make the throwaway hosts of every role with a `sandbox:` section',
    options: {
      'install-missing': { about: 'install what this machine lacks for it, with apt-get', kind: 'switch' },
    },
    async run({ options, progress, signal }) {
      const { project } = fck;
      const specs = project.roles.flatMap((role) => specsOf(project, role, section) ?? []);
      return listed(
        await sandbox({ installMissing: options['install-missing'] === true }).up(specs, progress, signal),
      );
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
