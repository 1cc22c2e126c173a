import { type Host, type HostContext, type Remote, sh } from '@fck/core';
import { authorize, authorizedLine, isAuthorized, publicKeyIn } from './authorized-key.js';
import { hostKeyPin } from './host-key-pin.js';
import { type KeyFiles, keyComment, keyFiles } from './key-files.js';
import { hasSendOnly, sendOnlyProgram } from './send-only.js';

/** Permission of one host to fetch builds from another one. */
export interface Grant {
  readonly from: Host;
  readonly to: Host;
}

/** The parts of a grant on both machines. */
interface Found {
  readonly from: { readonly remote: Remote; readonly files: KeyFiles };
  readonly to: { readonly remote: Remote; readonly files: KeyFiles };
  /** Line of `authorized_keys` on the target; undefined while the other host does not have a key. */
  readonly line: string | undefined;
  readonly pin: string;
  /** The program that the key runs on the target. */
  readonly program: string;
  readonly hasProgram: boolean;
  readonly isAuthorized: boolean;
  readonly isPinned: boolean;
}

/** Whether a grant is complete, incomplete, or not possible yet, since the host that logs in has no key pair. */
export async function stateOf(
  context: HostContext,
  grant: Grant,
): Promise<'complete' | 'incomplete' | 'keyless'> {
  const found = await lookAt(context, grant);
  if (found.line === undefined) return 'keyless';
  return found.hasProgram && found.isAuthorized && found.isPinned ? 'complete' : 'incomplete';
}

/**
 * Completes a grant on both machines: authorizes the key of the host that logs in on the target, and pins the target's host keys
 * on the host that logs in. May run on both sides at the same time.
 *
 * @returns false if the host that logs in has no key pair yet
 */
export async function complete(context: HostContext, grant: Grant): Promise<boolean> {
  const { from, to, line, pin, program, ...found } = await lookAt(context, grant);
  if (line === undefined) return false;
  if (!found.hasProgram) {
    await to.remote.run(sh`mkdir -p -m 700 -- ${to.files.folder}`);
    await to.remote.write(to.files.sendOnly, program, { mode: 0o600 });
  }
  if (!found.isAuthorized) {
    const comment = keyComment(context.project.name, grant.from);
    await to.remote.run(authorize(to.files, line, comment), { title: `let ${grant.from.name} fetch builds` });
  }
  if (!found.isPinned) {
    await from.remote.run(sh`mkdir -p -m 700 -- ${from.files.folder}`);
    await from.remote.write(from.files.knownHosts(grant.to), pin, { mode: 0o600 });
  }
  return true;
}

async function lookAt(context: HostContext, grant: Grant): Promise<Found> {
  const [from, to] = await Promise.all([sideOf(context, grant.from), sideOf(context, grant.to)]);
  const program = sendOnlyProgram(context.project.name, context.paths);
  const [publicKey, pin, pinned, hasProgram] = await Promise.all([
    from.remote.read(from.files.publicKey),
    hostKeyPin(to.remote),
    from.remote.read(from.files.knownHosts(grant.to)),
    to.remote.test(hasSendOnly(to.files, program)),
  ]);
  const key = publicKey === undefined ? undefined : publicKeyIn(publicKey);
  const line =
    key === undefined
      ? undefined
      : authorizedLine(to.files, key, keyComment(context.project.name, grant.from));
  return {
    from,
    to,
    line,
    pin,
    program,
    hasProgram,
    isAuthorized: line !== undefined && (await to.remote.test(isAuthorized(to.files, line))),
    isPinned: pinned === pin,
  };
}

async function sideOf(context: HostContext, host: Host): Promise<Found['from']> {
  const remote = host.name === context.host.name ? context.remote : context.remoteOf(host);
  const { home } = await remote.facts();
  return { remote, files: keyFiles(home, context.project.name) };
}
