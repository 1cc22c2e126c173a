import type { Fck } from '../../api/container.js';
import type { Validation } from '../../api/hooks.js';
import type { NamedService } from '../../api/named-service.js';
import type { Registered } from '../../api/registry.js';
import type { Role } from '../../api/role.js';
import type { HealthCheck, ServiceKind } from '../../api/service.js';
import { servicesSchema } from '../../config/services-section.js';
import type { PlannedService } from '../planned-service.js';
import { programService } from './program-service.js';

/** A service of a registered kind, as its role plans it. */
export function plannedKind(role: Role, { name, owner, value }: Registered<ServiceKind>): PlannedService {
  const path = ['activate', name];
  return { name, owner, value, path, section: role.values.get(path.join('.')), overlap: true, hosts: 'all' };
}

/** The services of `activate: services:`. One with several processes is as many services: `worker-1`, `worker-2`. */
export function namedServices({ coreSections }: Pick<Fck, 'coreSections'>, role: Role): PlannedService[] {
  return Object.entries(coreSections.services.of(role) ?? {}).flatMap(([name, section]) =>
    kindsOf(name, section).map((kind) => ({
      name: kind,
      owner: 'core',
      value: programKind(kind, section),
      path: ['activate', 'services', name],
      section,
      overlap: section.overlap,
      hosts: section.hosts,
      health: section.health,
      listen: section.listen,
    })),
  );
}

function kindsOf(name: string, { processes }: NamedService): string[] {
  return processes === 1 ? [name] : Array.from({ length: processes }, (_, index) => `${name}-${index + 1}`);
}

function programKind(kind: string, section: NamedService): ServiceKind {
  return {
    about: `The program \`${section.command}\`.`,
    schema: servicesSchema(),
    listens: section.listen !== 'none',
    endpoints: [section.listen === 'socket' ? 'unix' : 'tcp'],
    environment: () => section.env,
    describe: async (_context, request) =>
      programService(
        {
          kind,
          command: section.command,
          stopSignal: section.stop.signal,
          stopTimeout: section.stop.within,
        },
        request,
      ),
  };
}

/** The health check of a named service; undefined where any answer is good. */
export function ownHealthCheck({ health }: PlannedService): HealthCheck | undefined {
  return health?.path === undefined ? undefined : { path: health.path };
}

/** Reports services whose instances would have the ids of another one. */
export function checkServiceNames(
  fck: Pick<Fck, 'coreSections' | 'services'>,
  role: Role,
  report: Validation['report'],
): void {
  const taken = new Map(fck.services.entries().map(({ name, owner }) => [name, `a service of ${owner}`]));
  for (const [name, section] of Object.entries(fck.coreSections.services.of(role) ?? {})) {
    for (const kind of kindsOf(name, section)) {
      const by = taken.get(kind);
      if (by !== undefined)
        report({
          message: `The service "${name}" of the role "${role.name}" cannot have this name: "${kind}" is ${by}.`,
          hint: 'Choose another name.',
          where: role.document.placeOf(['activate', 'services', name]),
        });
      taken.set(kind, `a process of the service "${name}"`);
    }
  }
}
