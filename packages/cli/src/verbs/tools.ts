import type { Tool } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck tools`: what `provision: tools:` may name. */
export const tools: Verb = async (invocation) => {
  const entries = (await invocation.project()).tools
    .entries()
    .toSorted((a, b) => a.name.localeCompare(b.name));
  printResult(invocation, {
    document: entries.map(({ name, owner, value }) => ({
      name,
      about: value.about,
      plugin: owner,
      packages: packagesOf(value),
      successor: 'successor' in value ? value.successor : undefined,
    })),
    table: {
      columns: ['tool', 'plugin', 'about'],
      rows: entries.map(({ name, owner, value }) => [name, owner, value.about]),
    },
    text: 'Any other package of a host’s system: `package:NAME`.',
  });
  return ExitCode.done;
};

function packagesOf(tool: Tool): object {
  return 'packages' in tool ? (tool.packages ?? {}) : {};
}
