import type { FckContainer } from '@fck/core/host';
import { rowsOf, tasksInOrder, withoutPipelines } from '@fck/core/host';
import type { GlobalOptions } from './global-options.js';
import type { HelpOfTasks, ParseContext } from './parse-arguments.js';

/**
 * The arguments of the tasks that a verb runs, for its help: of those that the command line names, and of those that run before them.
 * Without a task, the project is not opened.
 *
 * @throws FckError about the configuration, `NAME_UNKNOWN`
 */
export async function helpOfTasks(
  { entry, operands, options }: HelpOfTasks,
  open: (options: GlobalOptions) => Promise<FckContainer | undefined>,
): Promise<NonNullable<ParseContext['ofTasks']>> {
  const names =
    entry.tasks === 'named' ? operands.filter((word) => !word.startsWith('-')) : (entry.tasks ?? []);
  const fck = names.length > 0 ? await open(options) : undefined;
  if (!fck) return {};
  await fck.loadTasks(names);
  const taken = new Set<string>();
  return Object.fromEntries(
    tasksInOrder(fck.tasks, withoutPipelines(fck.pipelineSource, names)).map(({ name, task }) => {
      const rows = Object.entries(rowsOf(task.args)).filter(([argument]) => !taken.has(argument));
      for (const [argument] of rows) taken.add(argument);
      return [`Arguments of the task ${name}`, Object.fromEntries(rows)];
    }),
  );
}
