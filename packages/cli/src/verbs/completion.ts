import { Command } from 'commander';
import { completionScripts } from '../completion/scripts.js';
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
  const script = completionScripts[shell];
  if (script === undefined) throw usageErrors.noSuchShell(shell, Object.keys(completionScripts));
  io.stdout.write(script);
  return ExitCode.done;
};

function sourceOf(invocation: Invocation): CompletionSource {
  /** Without a configuration, or with a wrong one, what it would add is not known. */
  const ofProject = async <T>(ask: (fck: Awaited<ReturnType<Invocation['project']>>) => T | Promise<T>) =>
    invocation
      .project()
      .then(ask)
      .catch(() => undefined);
  return {
    verbs,
    groups,
    globals: globalOptions(),
    pluginGroups: async () => {
      const { pluginGroups } = await import('../plugin-groups.js');
      return (await ofProject(pluginGroups)) ?? [];
    },
    tasks: async () =>
      (await ofProject((fck) =>
        fck.tasks.entries().map(({ name, value }) => ({ word: name, about: value.summary })),
      )) ?? [],
    taskOptions: async (names) =>
      (await ofProject((fck) =>
        fck.tasks
          .entries()
          .filter(({ name }) => names.includes(name))
          .flatMap(({ value }) => Object.entries(value.args ?? {}))
          .map(([name, { about }]) => ({ word: `--${name}`, about })),
      )) ?? [],
    roles: async () =>
      (await ofProject(({ project }) =>
        project.roles.map(({ name, description }) => ({ word: name, about: description ?? 'role' })),
      )) ?? [],
    // Those of the configuration: providers may have to ask far away.
    hosts: async () =>
      (await ofProject(({ project }) =>
        project.roles.flatMap((role): CompletionWord[] =>
          role.hosts.map((host) => ({ word: host.name, about: role.name })),
        ),
      )) ?? [],
  };
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
