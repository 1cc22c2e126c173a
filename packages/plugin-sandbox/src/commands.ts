import { type CommandResult, command, type Fck, type Section, type Selection } from '@fck/core';
import { sandboxErrors } from './errors.js';
import type { SandboxImage } from './image.js';
import { prepareLabel } from './prepare.js';
import { specsOf } from './provider.js';
import { sandbox } from './sandbox.js';
import type { SandboxSection } from './sections.js';
import type { SandboxHost, SandboxHostSpec } from './spec.js';

/** Adds `fck sandbox up|list|images|down`. */
export function registerCommands(fck: Fck, section: Section<SandboxSection>): void {
  const up = command({
    about: 'make the throwaway hosts of every role with a `sandbox:` section',
    options: {
      'install-missing': { about: 'install missing programs on this machine with apt-get', kind: 'boolean' },
    },
    async run({ options, selection, dryRun, progress, signal }) {
      const specs = chosenSpecs(fck, section, selection);
      if (dryRun) return { document: specs, text: `Would be there: ${namesOf(specs)}.` };
      return listed(
        await sandbox({ installMissing: options['install-missing'] }).up(specs, progress, signal),
      );
    },
  });
  const list = command({
    about: 'the throwaway hosts of this project, or of all projects',
    options: { all: { about: 'those of other projects too', kind: 'boolean' } },
    run: async ({ options }) => listed(await sandbox().list(options.all ? undefined : fck.project.name)),
  });
  const down = command({
    about: "remove this project's throwaway hosts, or all",
    options: { all: { about: 'those of other projects too', kind: 'boolean' } },
    async run({ options: { all }, selection, dryRun, progress }) {
      const hosts = all ? await everyHost(selection) : await chosenHosts(fck, selection);
      if (dryRun)
        return {
          document: { removed: [], wouldRemove: hosts.map(({ name }) => name) },
          text: hosts.length === 0 ? 'There is none.' : `Would remove ${namesOf(hosts)}.`,
        };
      const filter = { project: fck.project.name, names: hosts.map(({ name }) => name) };
      const isChoice = Boolean(selection.hosts?.length || selection.roles?.length);
      const removed = await sandbox().down(
        all ? 'all' : isChoice ? filter : { project: fck.project.name },
        progress,
      );
      return {
        document: { removed },
        text: removed.length === 0 ? 'There was none.' : `Removed ${removed.join(', ')}.`,
      };
    },
  });
  const images = command({
    about: 'the images that throwaway hosts are made from',
    run: async () => listedImages(await sandbox().images()),
  });
  fck.commands.register('sandbox', {
    about: 'throwaway hosts on this machine',
    commands: { up, list, images, down },
  });
}

/** The hosts of the configuration that `-r` and `-H` select. They need not exist yet. */
function chosenSpecs(
  fck: Fck,
  section: Section<SandboxSection>,
  { roles, hosts }: Selection,
): SandboxHostSpec[] {
  const wanted = roles?.length ? roles.map((name) => fck.roleNamed(name)) : fck.project.roles;
  const specs = wanted.flatMap((role) => specsOf(fck.project, role, section) ?? []);
  if (!hosts?.length) return specs;
  const unknown = hosts.find((name) => !specs.some((spec) => spec.name === name));
  if (unknown !== undefined)
    throw sandboxErrors.spec(`no sandbox host is called ${unknown}`, `There are: ${namesOf(specs)}.`);
  return specs.filter(({ name }) => hosts.includes(name));
}

/** The project's existing hosts that `-r` and `-H` select. */
async function chosenHosts(fck: Fck, selection: Selection): Promise<SandboxHost[]> {
  const known = await sandbox().list(fck.project.name);
  if (!selection.roles?.length && !selection.hosts?.length) return known;
  const chosen = (await fck.hosts(selection)).map(({ name }) => name);
  return known.filter(({ name }) => chosen.includes(name));
}

/** The hosts of all projects. Names and roles are unique only within one project. */
async function everyHost({ roles, hosts }: Selection): Promise<SandboxHost[]> {
  if (roles?.length || hosts?.length)
    throw sandboxErrors.spec('--all takes no -r and no -H', 'Leave --all out, or the choice.');
  return sandbox().list();
}

function namesOf(hosts: readonly { readonly name: string }[]): string {
  return hosts.map(({ name }) => name).join(', ') || 'none';
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

function listedImages(images: readonly SandboxImage[]): CommandResult {
  return {
    document: images,
    table: {
      columns: ['image', 'suite', 'prepare', 'size', 'age', 'used by'],
      rows: images.map(({ name, suite, prepare, size, built, hosts }) => [
        name,
        suite,
        prepareLabel(prepare),
        `${Math.round(size / 2 ** 20)} MB`,
        ageOf(built),
        hosts.join(', '),
      ]),
    },
  };
}

function ageOf(date: string): string {
  const hours = Math.floor((Date.now() - Date.parse(date)) / 3600_000);
  if (hours < 1) return 'less than an hour';
  const [count, unit] = hours < 48 ? [hours, 'hour'] : [Math.floor(hours / 24), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
