import type { Project, Service } from '@fck/core';

/**
 * The description of a service that needs nothing and does nothing, for tests of process managers and reverse proxies that do not
 * depend on the service.
 *
 * @param kind its registered kind
 * @param endpoint its address, on which it does not listen
 */
export function idleService(
  kind: string,
  { paths }: Pick<Project, 'paths'>,
  endpoint: Service['endpoint'],
): Service {
  return {
    kind,
    argv: ['/bin/true'],
    cwd: paths.project,
    env: {},
    user: 'nobody',
    endpoint,
    stopSignal: 'TERM',
    stopTimeout: 1,
  };
}
