import {
  type Build,
  type Distributor,
  type Host,
  type HostContext,
  isFckError,
  parseBuild,
  sh,
} from '@fck/core';
import { copyErrors } from './errors.js';
import { acceptIncoming, incomingFolder, removeIncoming, removeLeftovers } from './incoming.js';
import { interpreterOf, whyNotOn } from './platform.js';
import { type DirectWay, directWay, pullCommand } from './pull.js';
import { relay } from './relay.js';
import { isSameBuild } from './sealed-builds.js';

/** Copies builds by SSH: straight from host to host where the one may log in to the other, else through this machine. */
export const sshDistributor: Distributor = {
  about: 'Copies builds by SSH, directly or through the machine that runs fck.',
  async copy(context, build, from) {
    if (await isThere(context, build)) return;
    await checkPlatform(context, build);
    if (context.dryRun) {
      context.note(`${build.name} would be copied from ${from.name}.`);
      return;
    }
    await context.step(`copy ${build.name}`, () => copyAndAccept(context, build, from));
  },
};

/**
 * Whether the host has the build already.
 *
 * @throws FckError `COPY_NAME_TAKEN` if another build stands at its place.
 */
async function isThere(context: HostContext, build: Build): Promise<boolean> {
  const text = await context.remote.read(`${context.paths.build(build.name)}/build.json`);
  const found = text === undefined ? undefined : parseBuild(text);
  if (found && !isSameBuild(found, build)) throw copyErrors.other(build.name, context.host.name);
  return found !== undefined;
}

async function checkPlatform(context: HostContext, build: Build): Promise<void> {
  const why = whyNotOn(await context.remote.facts(), build.platform);
  if (why !== undefined) throw copyErrors.platform(build.name, context.host.name, why);
  const interpreter = interpreterOf(build);
  if (interpreter !== undefined && !(await context.remote.test(sh`test -x ${interpreter}`))) {
    throw copyErrors.platform(
      build.name,
      context.host.name,
      `it was made with ${interpreter}, which the host does not have`,
    );
  }
}

async function copyAndAccept(context: HostContext, build: Build, from: Host): Promise<void> {
  const { remote, paths } = context;
  const started = Date.now();
  const folder = incomingFolder(paths, build);
  await remote.run(removeLeftovers(paths), { title: 'remove what broken copies left' });
  try {
    const way = await transfer(context, build, from, folder);
    await accept(context, build, from, folder);
    const kilobytes = Number.parseInt(await remote.query(sh`du -sk -- ${paths.build(build.name)}`), 10);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    context.note(`${build.name} was copied ${way}: ${(kilobytes / 1024).toFixed(1)} MiB in ${seconds} s.`);
  } catch (error) {
    await remote.run(removeIncoming(folder), { title: 'remove the broken copy' }).catch(() => undefined);
    throw error;
  }
}

/** Brings the build's files to the host, and says which way they went. */
async function transfer(context: HostContext, build: Build, from: Host, folder: string): Promise<string> {
  const direct = await directWay(context, from);
  if (!direct) {
    await relay(context, build, from, folder);
    return `from ${from.name} through this machine`;
  }
  await pull(context, build, direct, folder);
  return `straight from ${from.name}`;
}

async function pull(context: HostContext, build: Build, way: DirectWay, folder: string): Promise<void> {
  const from = way.login.target.name;
  const command = pullCommand(way, context.paths.build(build.name), folder);
  try {
    await context.remote.run(command, { title: `fetch ${build.name} from ${from}` });
  } catch (error) {
    if (!isFckError(error) || error.code !== 'COMMAND_FAILED') throw error;
    throw copyErrors.interrupted(
      build.name,
      from,
      `fetching failed on ${context.host.name}`,
      error.detail ?? '',
    );
  }
}

async function accept(context: HostContext, build: Build, from: Host, folder: string): Promise<void> {
  try {
    await context.remote.run(acceptIncoming(folder, context.paths.build(build.name), build), {
      title: 'verify the copy',
    });
  } catch (error) {
    if (!isFckError(error) || error.code !== 'COMMAND_FAILED') throw error;
    throw copyErrors.corrupted(build.name, from.name, error.detail, error);
  }
}
