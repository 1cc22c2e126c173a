import { posix } from 'node:path';
import type { Service, ServiceRequest } from '../../api/service.js';

/** A program of a build, and how it is ended. */
interface Program extends Pick<Service, 'kind' | 'stopSignal' | 'stopTimeout'> {
  /** Program and arguments, as a shell reads them. */
  readonly command: string;
}

/**
 * Describes a program of a build, or of the host, as a service. It runs in the folder of the code, finds the programs of its build first,
 * and reads from `HOST` and `PORT`, or `SOCKET`, where to listen.
 */
export function programService(
  { kind, command, stopSignal, stopTimeout }: Program,
  { build, buildPath, endpoint, environment, user }: Omit<ServiceRequest, 'section'>,
): Service {
  return {
    kind,
    // The shell is replaced by the program, which so gets the signal that ends it.
    argv: ['/bin/sh', '-c', `exec ${command}`],
    cwd: posix.join(buildPath, build.workingDirectory ?? ''),
    env: {
      PATH: `${buildPath}/bin:/usr/local/bin:/usr/bin:/bin`,
      USER: user,
      ...addressVariables(endpoint),
      FCK_BUILD: build.name,
      ...environment,
    },
    user,
    endpoint,
    stopSignal,
    stopTimeout,
  };
}

function addressVariables(endpoint: Service['endpoint']): Service['env'] {
  if (!endpoint) return {};
  return endpoint.kind === 'unix'
    ? { SOCKET: endpoint.path }
    : { HOST: endpoint.address, PORT: String(endpoint.port) };
}
