import { filesThroughCat, localTransport, sh, type Transport } from '@fck/core';
import { nsenterErrors } from './errors.js';

/**
 * Runs everything in the namespaces of a process: this machine's own transport, with one more program before each command.
 *
 * @param pid process id of a container's first process, as this machine counts
 * @param host its name, for messages
 * @throws FckError `NSENTER_PID` if it is not a number
 */
export function nsenterTransport(pid: string, host: string): Transport {
  if (!/^[1-9]\d*$/.test(pid)) throw nsenterErrors.noPid(pid);
  const local = localTransport();
  const open: Transport['open'] = (commandLine) =>
    local.open(
      sh`exec nsenter --target ${pid} --mount --uts --ipc --net --pid -- /bin/sh -c ${commandLine}`.text,
    );
  return { ...local, kind: 'nsenter', open, ...filesThroughCat(host, open) };
}
