import type { HostContext } from '../../api/contexts.js';
import type { HostStateData } from '../../api/host-state.js';
import type { Endpoint } from '../../api/service.js';
import { activationErrors } from '../../errors/activation.js';
import type { ActivationPlan } from '../plan.js';
import type { PlannedService } from '../planned-service.js';
import { freePorts, portsInUse } from './free-port.js';
import { LONGEST_SOCKET_PATH, socketPath } from './runtime-folders.js';

/** Gives each service that listens its endpoint, by the name of its kind. */
type Places = (
  state: HostStateData,
  instanceOf: (kind: string) => string,
) => ReadonlyMap<string, Endpoint | undefined>;

/**
 * Chooses where services listen: on a socket, unless the role asks for a port, or the service or the proxy supports
 * ports only.
 *
 * @throws FckError `SOCKET_NOT_SUPPORTED`
 */
export async function chooseEndpoints(
  context: HostContext,
  { services, proxy }: Pick<ActivationPlan, 'services' | 'proxy'>,
): Promise<Places> {
  const { remote } = context;
  const listening = services.filter(({ value }) => value.listens);
  const kinds = endpointKinds(context, { services, proxy });
  const onPorts = listening.filter(({ name }) => kinds.get(name) === 'tcp');
  const inUse = onPorts.length === 0 ? [] : await portsInUse(remote);
  return (state, instanceOf) => {
    const ports = freePorts(remote.host.name, inUse, state, onPorts.length);
    return new Map(
      listening.map(({ name }) => [
        name,
        kinds.get(name) === 'unix' ? socketOf(context, instanceOf(name)) : endpointAt(ports.shift()),
      ]),
    );
  };
}

/**
 * Chooses a socket or a port for each service that listens.
 *
 * @throws FckError `SOCKET_NOT_SUPPORTED`
 */
export function endpointKinds(
  { role, fck }: Pick<HostContext, 'role' | 'fck'>,
  { services, proxy }: Pick<ActivationPlan, 'services' | 'proxy'>,
): ReadonlyMap<string, Endpoint['kind']> {
  const wanted = fck.coreSections.bind.of(role);
  const listening = services.filter(({ value }) => value.listens);
  const withoutSockets = [
    ...listening.filter(({ value, listen }) => listen === undefined && !canUseSocket(value)),
    ...(proxy && !canUseSocket(proxy.value) ? [proxy] : []),
  ].map(({ name }) => name);
  if (wanted === 'socket' && withoutSockets.length > 0)
    throw activationErrors.noSocket(role.name, withoutSockets);
  const proxyTakesSockets = proxy === undefined || canUseSocket(proxy.value);
  const usesSocket = ({ value, listen }: PlannedService) =>
    listen === undefined
      ? wanted !== 'port' && proxyTakesSockets && canUseSocket(value)
      : listen === 'socket';
  return new Map(listening.map((service) => [service.name, usesSocket(service) ? 'unix' : 'tcp']));
}

function canUseSocket({
  endpoints = ['tcp'],
}: {
  readonly endpoints?: readonly Endpoint['kind'][] | undefined;
}) {
  return endpoints.includes('unix');
}

function socketOf(context: HostContext, id: string): Endpoint {
  const path = socketPath(context, id);
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH)
    throw activationErrors.socketPathTooLong(context.remote.host.name, path, LONGEST_SOCKET_PATH);
  return { kind: 'unix', path };
}

function endpointAt(port: number | undefined): Endpoint | undefined {
  return port === undefined ? undefined : { kind: 'tcp', address: '127.0.0.1', port };
}
