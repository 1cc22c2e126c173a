import type { Project, Service } from '@fck/core';

/**
 * The description of a service that needs nothing and does nothing: for tests of process managers and reverse proxies that are not about
 * what runs.
 *
 * @param kind as which it is registered
 * @param endpoint where it would listen
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
