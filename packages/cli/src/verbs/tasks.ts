import type { Task } from '@fck/core';
import { rowsOf } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { placeForValue } from '../option-text.js';
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
      args: rowsOf(value.args),
    })),
    table: {
      columns: ['task', 'plugin', 'about'],
      rows: entries.map(({ name, owner, value }) => [usageOf(name, value), owner, value.about]),
    },
  });
  return ExitCode.done;
};

/** `rollback [--build <value>]` */
function usageOf(name: string, task: Task): string {
  const args = Object.entries(rowsOf(task.args)).map(([argument, row]) => {
    const text = `--${argument}${placeForValue(row)}`;
    return row.required ? text : `[${text}]`;
  });
  return [name, ...args].join(' ');
}
