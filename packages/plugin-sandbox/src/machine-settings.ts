import { readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { hasErrno } from './errno.js';
import { links } from './links.js';
import { mountPointsUnder, mountsOfMachine, unmountUnder } from './mounts.js';
import { isBridgeName } from './names.js';
import { readJson, writeJson } from './state.js';

const folder = '/run/fck-sandbox';
const file = `${folder}/machine.json`;
const forwarding = '/proc/sys/net/ipv4/ip_forward';
const namespaces = '/run/netns';

/** The settings of this machine before its first sandbox. */
interface Before {
  /** The boot that the settings belong to: after another boot, the machine has set its own again. */
  bootId: string;
  ipForward: string;
  /** Whether `ip netns` was used before, which leaves a mount. */
  namespaces: boolean;
}

/** Switches on packet forwarding for the bridge, and records whether it was on before. */
export async function joinMachine(): Promise<void> {
  const [bootId, ipForward, table, known] = await Promise.all([
    read('/proc/sys/kernel/random/boot_id'),
    read(forwarding),
    mountsOfMachine(),
    readJson<Before>(file),
  ]);
  if (known?.bootId !== bootId) {
    const before: Before = { bootId, ipForward, namespaces: mountPointsUnder(table, namespaces).length > 0 };
    await writeJson(file, before);
  }
  if (ipForward !== '1') await writeFile(forwarding, '1');
}

/** Restores the machine's settings once the last bridge of all state folders is removed. */
export async function leaveMachine(): Promise<void> {
  if ((await links('type', 'bridge')).some(({ ifname }) => isBridgeName(ifname))) return;
  const before = await readJson<Before>(file);
  if (before && before.bootId === (await read('/proc/sys/kernel/random/boot_id'))) {
    if (before.ipForward !== (await read(forwarding))) await writeFile(forwarding, before.ipForward);
    if (!before.namespaces) await forgetNamespaces();
  }
  await rm(folder, { recursive: true, force: true });
}

/** Undoes the mount that the first `ip netns add` makes, if it contains no namespace. */
async function forgetNamespaces(): Promise<void> {
  try {
    if ((await readdir(namespaces)).length > 0) return;
    await unmountUnder(namespaces);
    await rmdir(namespaces);
  } catch (error) {
    if (!hasErrno(error, 'ENOENT', 'EBUSY', 'ENOTEMPTY')) throw error;
  }
}

async function read(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).trim();
}
