import { run } from './process.js';

/** A network interface of this machine. */
export interface Link {
  ifname: string;
  mtu: number;
}

/** The interfaces of this machine: all, or those that arguments of `ip link show` select. */
export async function links(...which: string[]): Promise<Link[]> {
  // Asks the kernel: /sys may show those of another namespace, as it does inside a container.
  return JSON.parse((await run(['ip', '-json', 'link', 'show', ...which])) || '[]') as Link[];
}
