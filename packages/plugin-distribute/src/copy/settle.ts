import { type Build, type HostContext, lastLines, removeSealed } from '@fck/core';
import { copyErrors } from '../errors.js';
import type { Exchanged } from './exchange.js';
import { incomingFolders, receiveExits } from './receiving.js';
import { parseTransferred, type Transferred } from './transferred.js';

/**
 * The result of a copy, by how its receiving end ended.
 *
 * @param from where the build came from, as messages name it
 * @returns undefined if another run brought the build meanwhile
 * @throws FckError `COPY_INTERRUPTED`, `COPY_PLACE_TAKEN`, or `COPY_CORRUPTED` if the received files are not those of the build
 */
export async function settle(
  context: HostContext,
  build: Build,
  from: string,
  { exit, output, stderrTail }: Exchanged,
): Promise<Transferred | undefined> {
  if (exit.code === 0) return parseTransferred(output);
  const detail = lastLines(stderrTail, 10) || undefined;
  // If a list could not be written completely, files seem to differ.
  const isFull = /No space left/.test(stderrTail);
  if (exit.code === receiveExits.differs && !isFull) throw copyErrors.corrupted(build.name, from, detail);
  if (exit.code === receiveExits.foreign)
    throw copyErrors.foreign(context.host.name, context.paths.build(build.name));
  if (isFull) await makeRoom(context, build);
  throw copyErrors.interrupted(build.name, from, whyOf(exit, context.host.name), isFull, detail);
}

function whyOf({ code, lost, signal }: Exchanged['exit'], target: string): string {
  if (lost) return `the connection to ${target} was lost`;
  if (code === receiveExits.gone) return 'the build is not there any more';
  if (code === receiveExits.unreached) return 'the other end did not answer';
  return `fetching failed on ${target} (exit ${code ?? signal})`;
}

/** Keeps received files for the next attempt, unless they fill the disk that services run on. */
async function makeRoom({ remote, paths }: HostContext, build: Build): Promise<void> {
  const { tree, lists } = incomingFolders(paths, build);
  await remote.run(removeSealed(tree, lists), { title: 'remove the broken copy' }).catch(() => undefined);
}
