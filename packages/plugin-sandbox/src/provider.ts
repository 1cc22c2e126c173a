import { resolve } from 'node:path';
import {
  type DestroyContext,
  type Fck,
  type Host,
  hostIn,
  type Project,
  type ProviderContext,
  type Role,
  type Section,
} from '@fck/core';
import { sandbox } from './sandbox.js';
import type { SandboxSection } from './sections.js';
import type { SandboxHost, SandboxHostSpec } from './spec.js';

const DEFAULT_USER = 'deploy';

/** Gives roles with a `sandbox:` section their hosts. */
export function provideHosts(fck: Fck, section: Section<SandboxSection>): void {
  fck.hooks.inventory.tapPromise('sandbox', async (hosts, { role, project }) => {
    if (!section.of(role)) return hosts;
    const known = await sandbox().list(project.name);
    return [...hosts, ...known.filter((host) => host.role === role.name).map((host) => asHost(role, host))];
  });

  fck.hooks.create.tapPromise(
    'sandbox',
    async ({ role, project, dryRun, progress, planned, signal }: ProviderContext) => {
      const specs = specsOf(project, role, section);
      if (!specs) return undefined;
      if (dryRun) {
        const known = (await sandbox().list(project.name)).map(({ name }) => name);
        for (const { name } of specs) if (!known.includes(name)) planned(name, 'make the host');
        return [];
      }
      const hosts = await sandbox().up(specs, progress, signal);
      return hosts.map((host) => asHost(role, host));
    },
  );

  fck.hooks.destroy.tapPromise(
    'sandbox',
    async ({ role, project, hosts, dryRun, progress }: DestroyContext) => {
      if (!section.of(role)) return undefined;
      const names = (await sandbox().list(project.name))
        .filter((host) => host.role === role.name && hosts.some(({ name }) => name === host.name))
        .map(({ name }) => name);
      if (dryRun || names.length === 0) return names;
      return sandbox().down({ project: project.name, names }, progress);
    },
  );
}

/** The hosts that a role asks for; undefined if it asks for none. */
export function specsOf(
  project: Project,
  role: Role,
  section: Section<SandboxSection>,
): SandboxHostSpec[] | undefined {
  const wanted = section.of(role);
  if (!wanted) return undefined;
  const { count, memory, disk, packages, suite, prepare } = wanted;
  const [script, ...args] = typeof prepare === 'string' ? [prepare] : (prepare ?? []);
  return Array.from({ length: count }, (_, index) => ({
    name: `${role.name}-${index + 1}`.toLowerCase().replaceAll(/[_.]/g, '-'),
    project: project.name,
    role: role.name,
    user: role.user ?? DEFAULT_USER,
    ...(memory === undefined ? {} : { memory }),
    ...(disk === undefined ? {} : { disk }),
    ...(packages === undefined ? {} : { packages }),
    ...(suite === undefined ? {} : { suite }),
    ...(script === undefined ? {} : { prepare: [resolve(project.directory, script), ...args] as const }),
  }));
}

/** Connects with the host's own key to its own address, even if the role's configuration has other values. */
function asHost(role: Role, { name, address, user, port, identityFile, hostKeys }: SandboxHost): Host {
  return {
    ...hostIn(role, { name, address, user }, 'sandbox'),
    ssh: { port, identityFiles: [identityFile], hostKeys },
  };
}
