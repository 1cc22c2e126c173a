import type { FckContainer } from '@fck/core/host';
import { ExitCode } from './exit-code.js';
import type { GlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import { type Answered, parseArguments, type VerbRequest } from './parse-arguments.js';
import type { PluginWords } from './plugin-words.js';

/**
 * Determines what the command line requests. The configuration is loaded only if the command does not know the first word, since
 * a plugin may know it.
 *
 * @throws FckError `USAGE_UNKNOWN_COMMAND`, `USAGE_INVALID`, or about the configuration
 */
export async function understand(
  argv: readonly string[],
  io: Io,
  version: string,
  open: (options: GlobalOptions) => Promise<FckContainer>,
): Promise<VerbRequest | Answered> {
  let words: PluginWords = { verbs: [], groups: [] };
  let request = parseArguments(argv, { io, version, words });
  let fck: FckContainer | undefined;
  if (request.kind === 'unknown') {
    fck = await openIfConfigured(request.options, open);
    await fck?.loadTasks([]);
    const { pluginWords } = await import('./plugin-words.js');
    if (fck) words = pluginWords(fck);
    if (fck) request = parseArguments(argv, { io, version, words });
  }
  if (request.kind === 'help of tasks') {
    const { helpOfTasks } = await import('./help-of-tasks.js');
    const ofTasks = await helpOfTasks(request, (options) => openIfConfigured(options, open));
    request = parseArguments(argv, { io, version, words, ofTasks });
  }
  if (request.kind === 'verb' || request.kind === 'answered') return request;
  if (request.kind === 'help of tasks') return { kind: 'answered', exitCode: ExitCode.done };
  const { usageErrors } = await import('./usage-errors.js');
  if (request.kind === 'invalid') throw usageErrors.invalid(request.message, request.near);
  const { word, near } = request;
  throw usageErrors.unknownCommand(word, {
    near,
    isTask: fck?.tasks.names().includes(word) === true,
    withoutPlugins: !fck,
  });
}

async function openIfConfigured(
  options: GlobalOptions,
  open: (options: GlobalOptions) => Promise<FckContainer>,
): Promise<FckContainer | undefined> {
  try {
    return await open(options);
  } catch (thrown) {
    const { isFckError } = await import('@fck/core');
    if (isFckError(thrown) && thrown.code === 'CONFIG_NOT_FOUND') return undefined;
    throw thrown;
  }
}
