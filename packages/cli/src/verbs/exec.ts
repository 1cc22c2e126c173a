import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { commandOf, documentOf, printer, succeeded } from './command-on-hosts.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck exec [-r ROLE] [-H HOST] -- COMMAND`. Fails if the command failed on any host. */
export const exec: Verb = async (invocation) => {
  const fck = await invocation.project();
  const command = commandOf(invocation.operands);
  attachReporter(fck, invocation.io);
  if (invocation.options.dryRun) {
    const names = (await fck.hosts(invocation.options.selection)).map((host) => host.name);
    printResult(invocation, {
      document: { command: command.text, hosts: names },
      text: `Would run on ${names.join(', ') || 'no host'}: ${command.text}`,
    });
    return ExitCode.done;
  }
  const { json, selection } = invocation.options;
  const results = await fck.exec(command, selection, json ? {} : printer(invocation));
  if (json) printResult(invocation, { document: results.map(documentOf) });
  return results.every(succeeded) ? ExitCode.done : ExitCode.failed;
};
