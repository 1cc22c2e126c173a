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

/** How this machine was before its first sandbox. */
interface Before {
  /** The settings are those of one boot: after another they are what the machine sets by itself. */
  bootId: string;
  ipForward: string;
  /** Whether `ip netns` had been used, which leaves a mount. */
  namespaces: boolean;
}

/** Lets packets pass between the bridge and the world, and remembers whether they passed before. */
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

/** Gives the machine its settings back when the last bridge of ours, of any state folder, is gone. */
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
