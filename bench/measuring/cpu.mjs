import { readFileSync } from 'node:fs';
import { cpuOfSandboxHost } from '../hosts/sandbox-hosts.mjs';

/** The kernel's unit for the times in /proc, on every architecture that Node supports. */
const TICKS_PER_SECOND = 100;

/**
 * Runs something and adds the CPU time that it cost: that of all hosts, and that of the programs which this process started and
 * waited for, with their children. Programs that stay in the background, such as ssh's shared connections, are not in it.
 *
 * @template {import('./interleaved.mjs').Sample} S
 * @param {readonly import('../hosts/host.mjs').BenchHost[]} hosts
 * @param {() => Promise<S>} run
 * @returns {Promise<S & {cpu: number, controlCpu: number}>} seconds; `controlCpu` is the part of `cpu` on this machine
 */
export async function withCpu(hosts, run) {
  const before = { hosts: cpuOfHosts(hosts), control: cpuOfChildren() };
  const sample = await run();
  const controlCpu = cpuOfChildren() - before.control;
  return { ...sample, cpu: cpuOfHosts(hosts) - before.hosts + controlCpu, controlCpu };
}

function cpuOfHosts(hosts) {
  return hosts.reduce((sum, { name }) => sum + cpuOfSandboxHost(name), 0);
}

/** Seconds of CPU of all children that have ended. */
function cpuOfChildren() {
  const [, numbers] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  const [user, system] = numbers.split(' ').slice(13, 15).map(Number);
  return (user + system) / TICKS_PER_SECOND;
}
