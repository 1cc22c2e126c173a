import { type Build, type Command, type Host, type HostContext, sh } from '@fck/core';
import { keyFiles } from '../key-files.js';
import { requestFor } from '../send-only.js';
import { sshCommand } from '../ssh-login.js';
import type { Additions } from './additions.js';
import type { Arrival } from './arrival.js';
import { type Exchanged, exchangeStraight, exchangeThroughHere } from './exchange.js';
import { receiveProgram } from './receive-program.js';
import { receiveExits } from './receiving.js';
import { sendProgram } from './send-program.js';
import { settle } from './settle.js';

/** A copy to the context's host. */
export interface Copy {
  readonly context: HostContext;
  readonly build: Build;
  /** A sealed build that the host has already. */
  readonly base: Build | undefined;
  /** The token of what the host prepared for this copy. */
  readonly prepared: string | undefined;
  /** Whether the host should be able to log in to another one by itself. */
  readonly canReach: (host: Host) => boolean;
  readonly additions: Additions;
}

/** Bytes that can pass through this machine in the time that a login between the hosts takes. */
const LITTLE = 128 * 1024;

/**
 * Copies a build from one host: directly, or through this machine if one host cannot log in to the other, or if so few bytes
 * are missing that the login would take longer than the copy.
 *
 * @throws FckError `COPY_INTERRUPTED`, or `COPY_CORRUPTED` if the received files are not those of the build
 */
export async function copyFromHost(copy: Copy, source: Host): Promise<Arrival> {
  if (copy.canReach(source) && !(await lacksLittle(copy, source))) {
    const ended = await straight(copy, source);
    if (ended.exit.code !== receiveExits.unreached)
      return arrival(copy, source, `straight from ${source.name}`, ended);
  }
  return arrival(copy, source, `from ${source.name} through this machine`, await throughHere(copy, source));
}

async function lacksLittle({ context, build, base, additions }: Copy, source: Host): Promise<boolean> {
  return base !== undefined && (await additions.of(context, source, build, base)) <= LITTLE;
}

async function straight(copy: Copy, source: Host): Promise<Exchanged> {
  return exchangeStraight(copy.context, await pulling(copy, source), titleOf(copy, source));
}

function throughHere(copy: Copy, source: Host): Promise<Exchanged> {
  const { context, build, base, prepared } = copy;
  const { paths } = context;
  const ends = {
    source: context.remoteOf(source),
    send: sendProgram(paths, build),
    receive: receiveProgram({ paths, build, base, prepared }),
    bulk: base === undefined,
  };
  return exchangeThroughHere(context, ends, titleOf(copy, source));
}

const titleOf = ({ build }: Copy, source: Host) => `fetch ${build.name} from ${source.name}`;

async function arrival(
  { context, build }: Copy,
  source: Host,
  way: string,
  ended: Exchanged,
): Promise<Arrival> {
  return { way, transferred: await settle(context, build, source.name, ended) };
}

/** The receiving end, which runs the sending end on the source itself. */
async function pulling({ context, build, base, prepared }: Copy, source: Host): Promise<Command> {
  const { paths, project, remote } = context;
  const [{ home }, { user }] = await Promise.all([remote.facts(), context.remoteOf(source).facts()]);
  const login = { target: source, user, files: keyFiles(home, project.name) };
  const sender = sh`exec ${sshCommand(login, requestFor(build))}`;
  return receiveProgram({ paths, build, base, sender, prepared });
}
