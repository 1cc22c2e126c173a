import { rm } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { gatewayOf, pickSubnet } from './address.js';
import { links } from './links.js';
import { joinMachine, leaveMachine } from './machine-settings.js';
import { bridgeName, chainName } from './names.js';
import type { PackageAccess } from './package-access/package-access.js';
import { attempt, run } from './process.js';
import { type Folders, type NetworkRecord, networkFile, readJson, writeJson } from './state.js';

/** Makes the bridge of a state folder, with access to the outside. An existing one is only completed. */
export async function ensureNetwork(folders: Folders, access: PackageAccess): Promise<NetworkRecord> {
  const network = (await readJson<NetworkRecord>(networkFile(folders))) ?? (await plan(folders, access));
  const { bridge, gateway } = network;
  await joinMachine();
  if ((await attempt(['ip', 'link', 'show', bridge])).status !== 0) {
    await run(['ip', 'link', 'add', bridge, 'type', 'bridge']);
  }
  await run(['ip', 'address', 'replace', `${gateway}/24`, 'dev', bridge]);
  await run(['ip', 'link', 'set', bridge, 'mtu', await machineMtu(), 'up']);
  await ensureRules(network);
  return network;
}

/** Removes the bridge and its rules, and restores the machine's settings if no other sandbox bridge needs them. */
export async function removeNetwork(folders: Folders): Promise<void> {
  const network = await readJson<NetworkRecord>(networkFile(folders));
  if (!network) return;
  await removeRules(network.bridge);
  await attempt(['ip', 'link', 'delete', network.bridge]);
  await leaveMachine();
  await rm(networkFile(folders));
}

/** The largest packet that leaves this machine unfragmented; larger ones would be lost where ICMP is filtered. */
export async function machineMtu(): Promise<string> {
  const device = routes(await run(['ip', '-json', 'route', 'show', 'default']))[0]?.dev;
  const link = device ? (await links('dev', device))[0] : undefined;
  return String(link?.mtu ?? 1500);
}

/** Chooses unused names and addresses, and records them before they exist. */
async function plan(folders: Folders, access: PackageAccess): Promise<NetworkRecord> {
  const [used, known] = await Promise.all([
    links(),
    run(['ip', '-json', '-4', 'route', 'show', 'table', 'all']),
  ]);
  const names = new Set(used.map((link) => link.ifname));
  let n = 0;
  while (names.has(bridgeName(n))) n++;
  const addresses = [...access.variables.values(), ...access.texts.values()].flatMap(
    (text) => text.match(/\d+\.\d+\.\d+\.\d+/g)?.filter(isIPv4) ?? [],
  );
  // A resolver or a proxy may be reached by the default route, so that the routes do not show its subnet.
  const subnet = pickSubnet([
    ...routes(known).map((route) => route.dst),
    ...access.nameservers,
    ...addresses,
  ]);
  const network = { bridge: bridgeName(n), subnet, gateway: gatewayOf(subnet) };
  await writeJson(networkFile(folders), network);
  return network;
}

interface Route {
  dst: string;
  dev?: string;
}

function routes(json: string): Route[] {
  return JSON.parse(json || '[]') as Route[];
}

const jumps = [
  ['nat', 'POSTROUTING'],
  ['filter', 'FORWARD'],
  ['filter', 'INPUT'],
] as const;

/** All rules are in chains of the sandbox, so that removing the chains removes exactly these rules. */
async function ensureRules({ bridge, subnet }: NetworkRecord): Promise<void> {
  const chain = chainName(bridge);
  const rules = [
    '*nat',
    `:${chain} - [0:0]`,
    `-A ${chain} -s ${subnet} ! -o ${bridge} -j MASQUERADE`,
    'COMMIT',
    '*filter',
    `:${chain} - [0:0]`,
    `-A ${chain} -i ${bridge} -j ACCEPT`,
    `-A ${chain} -o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
    'COMMIT',
    '',
  ];
  await run(['iptables-restore', '--wait', '--noflush'], { input: rules.join('\n') });
  for (const [table, parent] of jumps) {
    const rule = ['-t', table] as const;
    const known = await attempt(['iptables', '--wait', ...rule, '-C', parent, '-j', chain]);
    // First, because other firewalls on the machine may end their chains by rejecting everything.
    if (known.status !== 0) await run(['iptables', '--wait', ...rule, '-I', parent, '1', '-j', chain]);
  }
}

async function removeRules(bridge: string): Promise<void> {
  const chain = chainName(bridge);
  for (const [table, parent] of jumps) {
    for (let n = 0; n < 10; n++) {
      const { status } = await attempt(['iptables', '--wait', '-t', table, '-D', parent, '-j', chain]);
      if (status !== 0) break;
    }
  }
  for (const table of ['nat', 'filter']) {
    if ((await attempt(['iptables', '--wait', '-t', table, '-F', chain])).status !== 0) continue;
    await run(['iptables', '--wait', '-t', table, '-X', chain]);
  }
}
