import { Command } from 'commander';
import { declareGlobalOptions } from './global-options.js';
import { groups, verbs } from './verbs/catalogue.js';

/** The words and options of the command line itself: no plugin can register them. */
export function usedByCommandLine(): {
  readonly words: readonly string[];
  readonly options: readonly string[];
} {
  const program = new Command();
  declareGlobalOptions(program);
  const ofEveryVerb = program.options.flatMap(({ long }) => (long ? [long.slice(2)] : []));
  // A task may have an argument `yes`: it gets what the user answers to every question.
  const reserved = ofEveryVerb.filter((name) => name !== 'yes');
  const besideTasks = verbs.filter(({ tasks }) => tasks).flatMap(({ options }) => Object.keys(options ?? {}));
  return {
    words: [...verbs, ...groups].map(({ name }) => name).concat('help'),
    options: [...new Set([...reserved, ...besideTasks, 'help', 'version'])],
  };
}
