import { type Command, type HealthCheck, type Service, sh } from '@fck/core';
import { unitOf } from './places.js';
import { stateCommand } from './unit-state.js';

/** Exit code of a start whose service has ended. */
export const ENDED = 3;

/**
 * Starts a unit, and waits until its service has been up for a second or answers a health check well, whichever comes first.
 * With the exit code {@link ENDED}, the state of the unit is in the error output.
 */
export function startCommand(id: string, service: Service, health: HealthCheck | undefined): Command {
  const unit = unitOf(id);
  return sh`
systemctl daemon-reload && systemctl enable --quiet ${unit} || exit
state() { ${stateCommand(id)}
}
# The state and the journal say why it does not start.
systemctl start ${unit} || { state >&2; exit ${ENDED}; }
looks=0; up=0
while [ $looks -lt 200 ] && [ $up -lt 10 ]; do
  looks=$((looks + 1))
  case $(systemctl show --property SubState,NRestarts ${unit}) in
    *SubState=running*NRestarts=0* | *NRestarts=0*SubState=running*)
      up=$((up + 1))
      ${probe(service, health)} ;;
    *SubState=start*) ;;
    *) state >&2; exit ${ENDED} ;;
  esac
  sleep 0.1
done
[ $up -ge 10 ] || { state >&2; exit ${ENDED}; }`;
}

/** Ends the wait early when the service answers well; after a second, being up is enough. */
function probe({ endpoint }: Service, health: HealthCheck | undefined): Command {
  if (!health || !endpoint) return sh`:`;
  const { kind } = endpoint;
  const where = kind === 'unix' ? 'localhost' : `${endpoint.address}:${endpoint.port}`;
  const socket = kind === 'unix' ? ['--unix-socket', endpoint.path] : [];
  return sh`status=$(curl -q -s --noproxy '*' -o /dev/null -w '%{http_code}' -A fck --max-time 1 ${socket} -H ${`Host: ${health.hostName ?? where}`} ${`http://${where}${health.path}`}) || [ $? -ne 28 ] || up=10
      case $status in 2?? | 3??) exit 0 ;; esac`;
}
