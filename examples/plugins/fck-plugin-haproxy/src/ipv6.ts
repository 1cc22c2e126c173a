import { type Remote, sh } from '@fck/core';

/** The address `::1`, as the kernel lists it. */
const LOOPBACK = '00000000000000000000000000000001 ';

/** Whether a host has IPv6. Without it, haproxy cannot listen on an IPv6 address, and refuses its whole configuration. */
export async function hasIpv6(remote: Remote): Promise<boolean> {
  const { stdout } = await remote.look(sh`cat /proc/net/if_inet6 2>/dev/null`);
  return stdout.split('\n').some((line) => line.startsWith(LOOPBACK));
}
