import type { Host } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck hosts`: all hosts of the project, including those of providers. */
export const hosts: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const found = await fck.hosts(invocation.options.selection);
  printResult(invocation, {
    document: found.map(documentOf),
    table: {
      columns: ['host', 'role', 'address', 'user', 'provider'],
      rows: found.map((host) => [host.name, host.role, host.address, host.user ?? '', host.provider]),
    },
    text:
      found.length === 0
        ? 'There are no hosts yet: name some in the configuration, or run `fck up`.'
        : undefined,
  });
  return ExitCode.done;
};

function documentOf({
  name,
  role,
  address,
  privateAddress,
  user,
  transport,
  ssh,
  labels,
  provider,
}: Host): object {
  return { name, role, address, privateAddress, user, port: ssh.port, transport, provider, labels };
}
