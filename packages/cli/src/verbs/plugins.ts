import { ExitCode } from '../exit-code.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck plugins`: what is loaded, from where, and the words each adds to the command line. */
export const plugins: Verb = async (invocation) => {
  const fck = await invocation.project();
  const groups = fck.commands.entries();
  const rows = fck.plugins.map(({ name, version, from }) => ({
    name,
    version,
    from,
    commands: groups
      .filter(({ owner }) => owner === name)
      .flatMap((group) => Object.keys(group.value.commands).map((verb) => `${group.name} ${verb}`)),
  }));
  printResult(invocation, {
    document: rows,
    table: {
      columns: ['plugin', 'version', 'from', 'commands'],
      rows: rows.map((plugin) => [
        plugin.name,
        plugin.version ?? '',
        plugin.from,
        plugin.commands.join(', '),
      ]),
    },
    text: rows.length === 0 ? 'No plugins are loaded.' : undefined,
  });
  return ExitCode.done;
};
