import type { Host } from '../api/host.js';
import type { Remote } from '../api/remote.js';
import type { Command } from '../command/command.js';

/** Names of packages in concurrent calls, and which of them are installed. */
interface Inquiry {
  readonly names: Set<string>;
  readonly installed: Promise<ReadonlySet<string>>;
}

const inquiries = new WeakMap<Host, Inquiry>();

/**
 * Whether all these packages are installed. Concurrent calls for a host share one look-up: a package manager takes
 * longer to start than to answer.
 *
 * @param listInstalled prints which of these names are installed, one a line
 */
export async function areInstalled(
  remote: Remote,
  names: readonly string[],
  listInstalled: (names: readonly string[]) => Promise<Command>,
): Promise<boolean> {
  const inquiry = inquiries.get(remote.host) ?? begin(remote, listInstalled);
  for (const name of names) inquiry.names.add(name);
  const installed = await inquiry.installed;
  return names.every((name) => installed.has(name));
}

function begin(remote: Remote, listInstalled: (names: readonly string[]) => Promise<Command>): Inquiry {
  const names = new Set<string>();
  const ask = async (): Promise<ReadonlySet<string>> => {
    // All concurrent callers are known then; looks of this turn of the event loop have not been sent yet.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    inquiries.delete(remote.host);
    return new Set((await remote.query(await listInstalled([...names]))).split('\n'));
  };
  const inquiry = { names, installed: ask() };
  inquiries.set(remote.host, inquiry);
  return inquiry;
}
