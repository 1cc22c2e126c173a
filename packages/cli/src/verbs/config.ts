import { ExitCode } from '../exit-code.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck config`: the resolved configuration, as YAML or with `--json` as JSON. Secrets are shown as `***`. Fails if names in it are not known. */
export const config: Verb = async (invocation) => {
  const fck = await invocation.project();
  const document = fck.describeConfig();
  const { stringify } = await import('yaml');
  printResult(invocation, { document, text: stringify(document).trimEnd() });
  await fck.validate();
  return ExitCode.done;
};
