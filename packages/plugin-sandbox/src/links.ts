import { run } from './process.js';

/** A network interface of this machine. */
export interface Link {
  ifname: string;
  mtu: number;
}

/** The interfaces of this machine, all or as `ip link show` is asked for them. */
export async function links(...which: string[]): Promise<Link[]> {
  // Asked of the kernel: /sys may show another namespace's, as it does inside a container.
  return JSON.parse((await run(['ip', '-json', 'link', 'show', ...which])) || '[]') as Link[];
}
