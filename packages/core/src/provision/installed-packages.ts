import type { Host } from '../api/host.js';
import type { Remote } from '../api/remote.js';
import type { Command } from '../command/command.js';

/** Names of packages that were asked for at once, and which of them are installed. */
interface Inquiry {
  readonly names: Set<string>;
  readonly installed: Promise<ReadonlySet<string>>;
}

const inquiries = new WeakMap<Host, Inquiry>();

/**
 * Whether all these packages are installed. What is asked of a host at once is one question: a package manager takes longer to begin
 * than to answer.
 *
 * @param listInstalled what prints those of some names that are installed, one a line
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
    // All who ask at once have asked then; looks of this turn of the event loop have not been sent.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    inquiries.delete(remote.host);
    return new Set((await remote.query(await listInstalled([...names]))).split('\n'));
  };
  const inquiry = { names, installed: ask() };
  inquiries.set(remote.host, inquiry);
  return inquiry;
}
