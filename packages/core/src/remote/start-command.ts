import type { RunOptions } from '../api/remote.js';
import type { Channel } from '../api/transport.js';
import { type Command, sh } from '../command/command.js';
import { withSecrets } from '../command/escaped.js';
import { pythonCallOf, withoutHelper } from '../command/python-module.js';
import { Secret } from '../command/secret.js';
import type { Helper } from '../transport/helper/helper.js';
import { atomicWrite, atomicWrites, wholeInput } from './atomic-write.js';
import { assertVariable, changeCommand } from './change-command.js';
import type { FileToWrite } from './changes.js';
import { type FencePost, fenced } from './fence.js';
import type { Machine } from './machine.js';
import { startChange } from './start-change.js';

/** What a started change needs to know: on which machine, as whom, and that it may be made. */
export interface ChangeSetting {
  readonly machine: Machine;
  /** Undefined: the login user. */
  readonly user: string | undefined;
  /** Undefined if nothing is locked. */
  readonly post: FencePost | undefined;
}

/**
 * Starts a command that changes a machine: by its helper or, on a machine without Python, in a shell of its own.
 *
 * @throws FckError `SUDO_FAILED`, `SHELL_FAILED`, `CONNECTION_LOST`
 */
export async function startCommand(
  setting: ChangeSetting,
  command: Command,
  options: Pick<RunOptions, 'cwd' | 'env'> = {},
): Promise<Channel> {
  const { machine, user, post } = setting;
  const { text } = command;
  const helper = await helperOf(setting);
  if (helper && isHelped(user)) {
    const call = options.cwd === undefined && options.env === undefined ? pythonCallOf(command) : undefined;
    if (call) return helper.open({ verb: 'call', call, fence: post });
    const env = variablesOf(options.env);
    return helper.open({ verb: 'run', argv: ['/bin/sh', '-c', text], cwd: options.cwd, env, fence: post });
  }
  if (!helper) return startAlone(setting, command, options);
  const change = changeCommand(text, await machine.privilegeOf(user), options);
  // The login user's helper holds the fence: another user could not open it.
  const open = async (line: string): Promise<Channel> =>
    helper.open({ verb: 'run', argv: ['/bin/sh', '-c', line], fence: post });
  return startChange({ open }, `exec ${change.line}`, change);
}

/**
 * Starts a command that changes a machine in a channel of its own: where there is no helper, and for much data, which the
 * helper would have to pass on.
 *
 * @throws FckError `SUDO_FAILED`, `SHELL_FAILED`, `CONNECTION_LOST`
 */
export async function startAlone(
  setting: ChangeSetting,
  command: Command,
  options: Pick<RunOptions, 'cwd' | 'env'> = {},
): Promise<Channel> {
  const { machine, user, post } = setting;
  // A machine that has a helper has Python.
  const { text } = pythonCallOf(command) && (await helperOf(setting)) ? withoutHelper(command) : command;
  const change = changeCommand(text, await machine.privilegeOf(user), options);
  const line = post ? fenced(change.line, post) : change.line;
  return startChange(await machine.transport(), `exec ${line}`, change);
}

/** Bytes of input above which a channel of its own is faster. */
const MUCH = 4 * 1024 * 1024;

/**
 * Starts writing a file, whose content is the channel's input.
 *
 * @param size bytes of the content: less of it does not become the file
 */
export async function startWrite(
  setting: ChangeSetting,
  file: Pick<FileToWrite, 'path' | 'mode' | 'owner'>,
  size: number,
): Promise<Channel> {
  setting.machine.meter.durableWrites(1);
  if (size > MUCH) return startAlone(setting, atomicWrite(file, wholeInput(size)));
  const helper = isHelped(setting.user) ? await helperOf(setting) : undefined;
  if (!helper) return startCommand(setting, atomicWrite(file, wholeInput(size)));
  const { path, mode, owner } = file;
  return helper.open({ verb: 'write', files: [{ path, mode, owner, size }], fence: setting.post });
}

/** Writes files one after the other: each is durable before the next appears. */
export async function startWrites(setting: ChangeSetting, files: readonly FileToWrite[]): Promise<Channel> {
  setting.machine.meter.durableWrites(files.length);
  const helper = isHelped(setting.user) ? await helperOf(setting) : undefined;
  if (!helper) return startScript(setting, atomicWrites(files));
  const described = files.map(({ path, mode, owner, content }) => ({
    path,
    mode,
    owner,
    size: content.length,
  }));
  const channel = helper.open({ verb: 'write', files: described, fence: setting.post });
  channel.stdin.end(Buffer.concat(files.map(({ content }) => content)));
  return channel;
}

/** Runs a script that is sent over standard input, so that it is in no command line. */
async function startScript(setting: ChangeSetting, script: string): Promise<Channel> {
  const channel = await startCommand(setting, sh`sh`);
  channel.stdin.end(script);
  return channel;
}

/** Whether a user has a helper of their own: the login user and root. Only they can open the fence. */
export function isHelped(user: string | undefined): boolean {
  return user === undefined || user === 'root';
}

function helperOf({ machine, user }: ChangeSetting): Promise<Helper | undefined> {
  return machine.helper(isHelped(user) ? user : undefined);
}

function variablesOf(env: RunOptions['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env ?? {}).map(([name, value]) => {
      assertVariable(name);
      return [name, value instanceof Secret ? value.reveal() : withSecrets(value)];
    }),
  );
}
