import type { DestroyContext, Fck, Host, Project, ProviderContext, Role, Section } from '@fck/core';
import { sandbox } from './sandbox.js';
import type { SandboxSection } from './sections.js';
import type { SandboxHost, SandboxHostSpec } from './spec.js';

const DEFAULT_USER = 'deploy';

/** Gives roles with a `sandbox:` section their hosts. */
export function provideHosts(fck: Fck, section: Section<SandboxSection>): void {
  fck.hooks.inventory.tapPromise('sandbox', async (hosts, { role, project }) => {
    if (!section.of(role)) return hosts;
    const known = await sandbox().list(project.name);
    return [...hosts, ...known.filter((host) => host.role === role.name).map(asHost)];
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
      return hosts.map(asHost);
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
  const { count, memory, disk, packages } = wanted;
  return Array.from({ length: count }, (_, index) => ({
    name: `${role.name}-${index + 1}`.toLowerCase().replaceAll(/[_.]/g, '-'),
    project: project.name,
    role: role.name,
    user: role.user ?? DEFAULT_USER,
    ...(memory === undefined ? {} : { memory }),
    ...(disk === undefined ? {} : { disk }),
    ...(packages === undefined ? {} : { packages }),
  }));
}

function asHost(host: SandboxHost): Host {
  return {
    name: host.name,
    role: host.role,
    address: host.address,
    user: host.user,
    transport: 'ssh',
    ssh: { port: host.port, identityFiles: [host.identityFile], hostKeys: host.hostKeys },
    labels: {},
    provider: 'sandbox',
  };
}
