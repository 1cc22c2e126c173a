import { errorKind } from '@fck/core';

/** What can go wrong in reaching a container. */
export const nsenterErrors = {
  noPid: errorKind(
    'NSENTER_PID',
    'A host with `transport: nsenter` has the pid of a process as its address.',
    (address: string) => ({
      message: `"${address}" is no process id.`,
      hint: "Give the pid of the container's first process: `docker inspect -f '{{.State.Pid}}' NAME`, say.",
    }),
  ),
  failed: errorKind(
    'NSENTER_FAILED',
    'A file could not be copied into a container, or out of it.',
    (what: string, why: string) => ({
      message: `It was not possible to ${what}: ${why || 'no reason was given'}.`,
      hint: 'fck has to run as root for this, and the container has to run.',
    }),
  ),
};
