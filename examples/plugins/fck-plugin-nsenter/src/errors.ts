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
};
