import { type Build, type Command, type Host, type HostContext, sh } from '@fck/core';
import { keyFiles } from '../key-files.js';
import { sshCommand } from '../ssh-login.js';
import type { Arrival } from './arrival.js';
import { exchangeStraight, exchangeThroughHere } from './exchange.js';
import { receiveExits, receiveProgram } from './receive-program.js';
import { sendProgram } from './send-program.js';
import { settle } from './settle.js';

/** A copy that is to be made on the context's host. */
export interface Copy {
  readonly context: HostContext;
  readonly build: Build;
  /** A sealed build that the host has already. */
  readonly base: Build | undefined;
  /** Whether the host should be able to log in to another one by itself. */
  readonly canReach: (host: Host) => boolean;
}

/**
 * Brings a build to its place from one host: straight, or through this machine where the one cannot log in to the other.
 *
 * @throws FckError `COPY_INTERRUPTED`, or `COPY_CORRUPTED` if what arrived is not the build
 */
export async function copyFromHost(copy: Copy, source: Host): Promise<Arrival> {
  const { context, build, base } = copy;
  const title = `fetch ${build.name} from ${source.name}`;
  if (copy.canReach(source)) {
    const ended = await exchangeStraight(context, await pulling(copy, source), title);
    if (ended.exit.code !== receiveExits.unreached)
      return {
        way: `straight from ${source.name}`,
        travelled: await settle(context, build, source.name, ended),
      };
  }
  const { paths } = context;
  const ends = {
    source: context.remoteOf(source),
    send: sendProgram(paths, build),
    receive: receiveProgram({ paths, build, base }),
  };
  const ended = await exchangeThroughHere(context, ends, title);
  return {
    way: `from ${source.name} through this machine`,
    travelled: await settle(context, build, source.name, ended),
  };
}

/** The receiving end, which itself runs the other one on the source. */
async function pulling({ context, build, base }: Copy, source: Host): Promise<Command> {
  const { paths, project, remote } = context;
  const [{ home }, { user }] = await Promise.all([remote.facts(), context.remoteOf(source).facts()]);
  const login = { target: source, user, files: keyFiles(home, project.name) };
  const sender = sshCommand(login, sh`sh -c ${sendProgram(paths, build).text}`);
  return receiveProgram({ paths, build, base, sender });
}
