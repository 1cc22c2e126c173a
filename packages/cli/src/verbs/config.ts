import { ExitCode } from '../exit-code.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck config`: the resolved configuration, as YAML or with `--json` as JSON. Secrets are shown as `***`. */
export const config: Verb = async (invocation) => {
  const document = (await invocation.project()).describeConfig();
  const { stringify } = await import('yaml');
  printResult(invocation, { document, text: stringify(document).trimEnd() });
  return ExitCode.done;
};
