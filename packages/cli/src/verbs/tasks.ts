import type { Task } from '@fck/core';
import { rowsOf } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { placeForValue } from '../option-text.js';
import { printResult } from './print-result.js';
import { taskGraph } from './task-graph.js';
import type { Verb } from './verb.js';

/** `fck tasks`, `fck tasks --graph` */
export const tasks: Verb = async (invocation) => {
  const fck = await invocation.project();
  await fck.loadTasks();
  const { graph = false, dot = false } = invocation.own;
  if (graph || dot) {
    printResult(invocation, taskGraph(fck, { dot: dot === true }));
    return ExitCode.done;
  }
  const entries = fck.tasks.entries();
  printResult(invocation, {
    document: entries.map(({ name, owner, value }) => ({
      name,
      about: value.about,
      plugin: owner,
      dependsOn: value.dependsOn ?? [],
      after: value.after ?? [],
      before: value.before ?? [],
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
