import { resourceName } from './names.js';
import { machineMtu } from './network.js';
import { attempt, run } from './process.js';
import type { HostRecord, NetworkRecord } from './state.js';

/** Makes a host's network namespace, with a cable from it to the bridge. An existing one is only completed. */
export async function ensureCable(host: HostRecord, network: NetworkRecord): Promise<void> {
  const name = resourceName(host.id);
  const mtu = await machineMtu();
  const inside = ['ip', '-netns', name] as const;
  if (!(await namespaceExists(name))) await run(['ip', 'netns', 'add', name]);
  if ((await attempt(['ip', 'link', 'show', name])).status !== 0) {
    await run(['ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name]);
  }
  await run(['ip', 'link', 'set', name, 'mtu', mtu, 'master', network.bridge, 'up']);
  await run([...inside, 'link', 'set', 'lo', 'up']);
  await run([...inside, 'address', 'replace', `${host.address}/24`, 'dev', 'eth0']);
  await run([...inside, 'link', 'set', 'eth0', 'mtu', mtu, 'up']);
  await run([...inside, 'route', 'replace', 'default', 'via', network.gateway]);
}

/** Removes a host's cable and namespace. */
export async function removeCable(id: string): Promise<void> {
  const name = resourceName(id);
  // Deleting one end deletes both; removing the namespace may have deleted it already.
  await attempt(['ip', 'link', 'delete', name]);
  if (await namespaceExists(name)) await run(['ip', 'netns', 'delete', name]);
}

/** The processes in a host's namespace: all those of the host, by their ids on this machine. */
export async function processesOnCable(id: string): Promise<number[]> {
  const name = resourceName(id);
  if (!(await namespaceExists(name))) return [];
  const { stdout } = await attempt(['ip', 'netns', 'pids', name]);
  return stdout.split('\n').filter(Boolean).map(Number);
}

async function namespaceExists(name: string): Promise<boolean> {
  const { stdout } = await attempt(['ip', 'netns', 'list']);
  return stdout.split('\n').some((line) => line.split(' ')[0] === name);
}
