import type { Task } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck tasks` */
export const tasks: Verb = async (invocation) => {
  const entries = (await invocation.project()).tasks.entries();
  printResult(invocation, {
    document: entries.map(({ name, owner, value }) => ({
      name,
      about: value.about,
      plugin: owner,
      dependsOn: value.dependsOn ?? [],
      args: value.args ?? {},
    })),
    table: {
      columns: ['task', 'plugin', 'about'],
      rows: entries.map(({ name, owner, value }) => [usageOf(name, value), owner, value.about]),
    },
  });
  return ExitCode.done;
};

/** `rollback [--to value]` */
function usageOf(name: string, task: Task): string {
  const args = Object.entries(task.args ?? {}).map(([argument, { kind, required }]) => {
    const text = kind === 'switch' ? `--${argument}` : `--${argument} value`;
    return required ? text : `[${text}]`;
  });
  return [name, ...args].join(' ');
}
