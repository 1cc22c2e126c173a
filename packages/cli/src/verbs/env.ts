import type { VariableRow } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck env`: the variables of services, where their values come from, and the hosts that run with other values. */
export const env: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const rows = await fck.variables(invocation.options.selection);
  printResult(invocation, {
    document: rows,
    table: { columns: ['role', 'variable', 'comes from', 'on hosts'], rows: rows.map(cellsOf) },
    text: rows.length === 0 ? 'The configuration sets no variables for services.' : undefined,
  });
  return ExitCode.done;
};

function cellsOf({ role, service, name, source, differsOn, unknownOn }: VariableRow): string[] {
  const states = [
    ...(differsOn.length > 0 ? [`differs on ${differsOn.join(', ')}`] : []),
    ...(unknownOn.length > 0 ? [`not known on ${unknownOn.join(', ')}`] : []),
  ];
  return [
    service === undefined ? role : `${role}: ${service}`,
    name,
    source,
    states.length === 0 ? 'the same' : states.join('; '),
  ];
}
