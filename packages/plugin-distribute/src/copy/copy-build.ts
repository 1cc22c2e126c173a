import { type Build, type Command, type Host, type HostContext, removeSealed, sh } from '@fck/core';
import { copyErrors } from '../errors.js';
import { keyFiles } from '../key-files.js';
import { sshCommand } from '../ssh-login.js';
import { type Exchanged, exchangeStraight, exchangeThroughHere } from './exchange.js';
import { incomingFolders, receiveExits, receiveProgram } from './receive-program.js';
import { sendProgram } from './send-program.js';
import { parseTravelled, type Travelled } from './travelled.js';

/** A copy that is to be made on the context's host. */
export interface Copy {
  readonly context: HostContext;
  readonly build: Build;
  /** A sealed build that the host has already. */
  readonly base: Build | undefined;
  /** Whether the host should be able to log in to another one by itself. */
  readonly canReach: (host: Host) => boolean;
}

/** How a copy was made. */
export interface Copied {
  readonly source: Host;
  readonly isStraight: boolean;
  /** Undefined if another run brought the build meanwhile. */
  readonly travelled: Travelled | undefined;
}

/**
 * Brings a build to its place from one host: straight, or through this machine where the one cannot log in to the other.
 *
 * @throws FckError `COPY_INTERRUPTED`, or `COPY_CORRUPTED` if what arrived is not the build
 */
export async function copyFromHost(copy: Copy, source: Host): Promise<Copied> {
  if (copy.canReach(source)) {
    const ended = await exchangeStraight(copy.context, await pulling(copy, source), titleOf(copy, source));
    if (ended.exit.code !== receiveExits.unreached) return settle(copy, source, true, ended);
  }
  const { context, build, base } = copy;
  const { paths } = context;
  const ends = {
    source: context.remoteOf(source),
    send: sendProgram(paths, build),
    receive: receiveProgram({ paths, build, base }),
  };
  return settle(copy, source, false, await exchangeThroughHere(context, ends, titleOf(copy, source)));
}

function titleOf({ build }: Copy, source: Host): string {
  return `fetch ${build.name} from ${source.name}`;
}

/** The receiving end, which itself runs the other one on the source. */
async function pulling({ context, build, base }: Copy, source: Host): Promise<Command> {
  const { paths, project, remote } = context;
  const [{ home }, { user }] = await Promise.all([remote.facts(), context.remoteOf(source).facts()]);
  const login = { target: source, user, files: keyFiles(home, project.name) };
  const sender = sshCommand(login, sh`sh -c ${sendProgram(paths, build).text}`);
  return receiveProgram({ paths, build, base, sender });
}

async function settle(
  { context, build }: Copy,
  source: Host,
  isStraight: boolean,
  { exit, output, said }: Exchanged,
): Promise<Copied> {
  if (exit.code === 0) return { source, isStraight, travelled: parseTravelled(output) };
  const detail = said.trim().split('\n').slice(-10).join('\n') || undefined;
  if (exit.code === receiveExits.differs) throw copyErrors.corrupted(build.name, source.name, detail);
  const isFull = /No space left/.test(said);
  if (isFull) await makeRoom(context, build);
  throw copyErrors.interrupted(build.name, source.name, whyOf(exit, context.host), isFull, detail);
}

function whyOf({ code, lost, signal }: Exchanged['exit'], target: Host): string {
  if (lost) return `the connection to ${target.name} was lost`;
  if (code === receiveExits.gone) return 'the build is not there any more';
  if (code === receiveExits.unreached) return 'the other end did not answer';
  return `fetching failed on ${target.name} (exit ${code ?? signal})`;
}

/** What arrived is kept for the next try, but not where it fills the disk that services run on. */
async function makeRoom({ remote, paths }: HostContext, build: Build): Promise<void> {
  const { tree, lists } = incomingFolders(paths, build);
  await remote.run(removeSealed(tree, lists), { title: 'remove the broken copy' }).catch(() => undefined);
}
