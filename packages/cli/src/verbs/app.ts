import type { Host } from '@fck/core';
import { execInApplication, type FckContainer, terminalInApplication } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { launchSshTo } from '../ssh/launch-ssh.js';
import { usageErrors } from '../usage-errors.js';
import { commandOf, documentOf, printer, succeeded } from './command-on-hosts.js';
import { printResult } from './print-result.js';
import type { Invocation, Verb } from './verb.js';

/**
 * `fck app [-r ROLE] [-H HOST] -- COMMAND`: runs a command in the application, as its services run. On the first host of the role,
 * unless hosts are named, with a terminal if there is one.
 */
export const app: Verb = async (invocation) => {
  const { io, options, operands, own } = invocation;
  // Kamal's `app logs`.
  if (operands[0] === 'logs')
    throw usageErrors.invalid('The logs of the application: `fck logs`. `fck app` runs a command in it');
  const fck = await invocation.project();
  const command = commandOf(operands);
  const build = typeof own['build'] === 'string' ? own['build'] : undefined;
  const hosts = await chosenHosts(fck, invocation);
  const names = hosts.map(({ name }) => name);
  attachReporter(fck, io);
  if (options.dryRun) {
    const inBuild = build ?? 'the active build';
    printResult(invocation, {
      document: { command: command.text, hosts: names, build },
      text: `Would run in ${inBuild} on ${names.join(', ')}: ${command.text}`,
    });
    return ExitCode.done;
  }
  const [host] = hosts;
  const inTerminal = io.confirm !== undefined && io.stdout.isTTY === true && !options.json;
  if (host !== undefined && hosts.length === 1 && inTerminal && host.transport === 'ssh') {
    const terminal = await terminalInApplication(fck, command, host, build);
    try {
      // Without ssh's own words about the end of the connection.
      const options = ['-t', '-o', 'LogLevel=ERROR'];
      const code = await launchSshTo(fck, invocation, host, options, [terminal.line]);
      if (code !== 0) io.stderr.write(`${host.name}: the command ended with exit code ${code}.\n`);
      return code === 0 ? ExitCode.done : ExitCode.failed;
    } finally {
      await terminal.close();
    }
  }
  const roles = [...new Set(hosts.map(({ role }) => role))];
  const follower = options.json ? undefined : printer(invocation);
  const results = await execInApplication(fck, command, { roles, hosts: names }, { build, follower });
  if (options.json) printResult(invocation, { document: results.map(documentOf) });
  return results.every(succeeded) ? ExitCode.done : ExitCode.failed;
};

/** Without names, the first host that serves a role: most such commands are to be run once. */
async function chosenHosts(fck: FckContainer, { options, own }: Invocation): Promise<readonly Host[]> {
  const { selection } = options;
  const activates = new Set(fck.project.roles.filter((role) => role.activates).map(({ name }) => name));
  const hosts = (await fck.hosts(selection)).filter(({ role }) => activates.has(role));
  if (hosts.length === 0) throw usageErrors.noApplicationThere();
  const roles = [...new Set(hosts.map(({ role }) => role))];
  if (roles.length > 1 && selection.roles === undefined) throw usageErrors.severalApplications(roles);
  return own['all-hosts'] === true || selection.hosts !== undefined ? hosts : hosts.slice(0, 1);
}
