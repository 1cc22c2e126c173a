import { dirname } from 'node:path';
import { once } from '@fck/core';
import {
  findConfigFile,
  isPipeline,
  namesInConfig,
  rowsOf,
  taskFilesIn,
  tasksInOrder,
  withoutPipelines,
} from '@fck/core/host';
import { Command } from 'commander';
import { completionScript, completionShells } from '../completion/scripts.js';
import { type CompletionSource, type CompletionWord, wordsFor } from '../completion/words.js';
import { ExitCode } from '../exit-code.js';
import { declareGlobalOptions } from '../global-options.js';
import { usageErrors } from '../usage-errors.js';
import { groups, verbs } from './catalogue.js';
import type { Invocation, Verb } from './verb.js';

/** `fck completion SHELL` prints a script for it; `fck completion words -- WORD…` is what that script asks. */
export const completion: Verb = async (invocation) => {
  const { io, operands } = invocation;
  const [shell = '', ...words] = operands;
  if (shell === 'words') {
    const found = await wordsFor(words, sourceOf(invocation));
    io.stdout.write(found.map(({ word, about }) => `${word}\t${about}\n`).join(''));
    return ExitCode.done;
  }
  if (!completionShells.includes(shell)) throw usageErrors.noSuchShell(shell, [...completionShells]);
  const script = completionScript(shell);
  io.stdout.write(script);
  return ExitCode.done;
};

/**
 * What is known without running code of the project, since Tab may be pressed in any folder: roles and hosts of YAML and JSON; tasks
 * and commands of the official plugins.
 */
function sourceOf({ io, options }: Invocation): CompletionSource {
  const official = once(async () => (await import('../index.js')).createFckWithoutProject());
  const search = once(async () => {
    const { workingFolder } = await import('../working-folder.js');
    const cwd = options.config === undefined ? workingFolder(io, options) : io.cwd;
    return { cwd, file: options.config, env: io.env };
  });
  const named = once(async () => namesInConfig(await search()));
  const ownTasks = async (): Promise<CompletionWord[]> => {
    const file = await findConfigFile(await search()).catch(() => undefined);
    return (file === undefined ? [] : taskFilesIn(dirname(file))).map(({ name, shown }) => ({
      word: name,
      about: shown,
    }));
  };
  return {
    verbs,
    groups,
    globals: globalOptions(),
    pluginWords: async () => (await import('../plugin-words.js')).pluginWords(await official()),
    tasks: async () => {
      const { tasks, pipelines } = await official();
      return [
        ...tasks.entries().map(({ name, value }) => ({ word: name, about: value.about })),
        ...pipelines.map((pipeline) => ({ word: pipeline.name, about: pipeline.tasks.join(', ') })),
        ...(await ownTasks()),
      ];
    },
    taskArguments: async (names) => {
      const { tasks, pipelineSource } = await official();
      const named = names.filter((name) => tasks.has(name) || isPipeline(pipelineSource, name));
      const known = tasksInOrder(tasks, withoutPipelines(pipelineSource, named));
      return Object.assign({}, ...known.map(({ task }) => rowsOf(task.args)));
    },
    roles: async () => (await named()).map(({ name }) => ({ word: name, about: 'role' })).filter(isPlain),
    hosts: async () =>
      (await named())
        .flatMap(({ name: about, hosts }) => hosts.map((word) => ({ word, about })))
        .filter(isPlain),
  };
}

/** Whether every shell reads an unchecked text as one plain word, and it prints as one row. */
function isPlain({ word, about }: CompletionWord): boolean {
  return [word, about].every((text) => /^[a-z0-9_][\w.:@%+,=/-]*$/i.test(text));
}

function globalOptions(): CompletionSource['globals'] {
  const program = new Command();
  declareGlobalOptions(program);
  return program.options.map(({ short, long, description, required }) => ({
    names: [short, long].filter((name) => name !== undefined),
    about: description,
    takesValue: required,
  }));
}
