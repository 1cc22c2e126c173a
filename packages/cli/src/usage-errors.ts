import { errorKind } from '@fck/core';
import { ownVerbFor } from './verbs-of-other-tools.js';

/** The errors of the command line itself. */
export const usageErrors = {
  unknownCommand: errorKind(
    'USAGE_UNKNOWN_COMMAND',
    'The first word after `fck` is neither a verb of the command nor one that a loaded plugin added.',
    (word: string, known: { near: string | undefined; isTask: boolean; withoutPlugins: boolean }) => ({
      message: `There is no command "${word}".${known.near ? ` ${known.near}` : ''}`,
      hint: hintFor(word, known),
    }),
  ),
  invalid: errorKind(
    'USAGE_INVALID',
    'An argument or option is unknown, missing, or has a value that it cannot have.',
    (message: string, near?: string) => ({
      message: `${message}${/[.?!]$/.test(message) ? '' : '.'}${near ? ` ${near}` : ''}`,
      hint: '`fck help` lists the commands, `fck help COMMAND` its options.',
    }),
  ),
  notConfirmed: errorKind(
    'NOT_CONFIRMED',
    'A command that asks before it changes something was not answered with yes. Nothing was changed.',
    (isTerminal: boolean) => ({
      message: `${isTerminal ? 'The answer was not yes' : 'There is no terminal to ask on'}: nothing was changed.`,
      hint: 'Run it with -n to see what it would do, or in a terminal to be asked.',
    }),
  ),
  noFolder: errorKind(
    'FOLDER_MISSING',
    'The folder that the command is to work in does not exist: that of `-C`, or the current one, which was removed.',
    (folder: string, { isFile, isCurrent }: { isFile: boolean; isCurrent: boolean }) => ({
      message: isFile
        ? `${folder} is no folder.`
        : `The folder ${folder} does not exist${isCurrent ? ' any more' : ''}.`,
      hint: isCurrent
        ? 'It was removed while this shell stood in it: go to another one (`cd`), and run the command again.'
        : 'Correct the path behind -C, which is taken from the current folder; `-c FILE` names a configuration.',
    }),
  ),
  nothingToExplain: errorKind(
    'EXPLAIN_UNKNOWN',
    '`fck explain` was given a name that is no hook, tool, section, task, plugin or error that is loaded.',
    (name: string, known: { near: readonly string[]; withoutPlugins: boolean }) => ({
      message: `There is nothing named "${name}" to explain.${didYouMean(known.near)}`,
      hint: known.withoutPlugins
        ? 'No configuration was found here: only what fck and its official plugins bring is known.'
        : '`fck plugins` lists what is loaded, `fck tools` the tools, `fck tasks` the tasks.',
    }),
  ),
  noSuchShell: errorKind(
    'COMPLETION_SHELL',
    '`fck completion` was asked for a shell that it has no script for.',
    (shell: string, known: readonly string[]) => ({
      message: `There is no completion for "${shell}".`,
      hint: `There is one for ${known.join(', ')}: fck completion ${known[0]}`,
    }),
  ),
  notReachableBySsh: errorKind(
    'SSH_NOT_THE_WAY',
    '`fck ssh` was asked for a host that is not reached by SSH.',
    (host: string, transport: string) => ({
      message: `The host "${host}" is reached by "${transport}", not by SSH.`,
      hint: `Run commands there with: fck exec -H ${host} -- COMMAND`,
      host,
    }),
  ),
  noSuchHost: errorKind(
    'SSH_NO_SUCH_HOST',
    '`fck ssh` was given a name that is no host of the project.',
    (name: string) => ({
      message: `There is no host named "${name}".`,
      hint: '`fck hosts` lists them.',
    }),
  ),
  severalHosts: errorKind(
    'SSH_SEVERAL_HOSTS',
    '`fck ssh` was given a name that fits several hosts; it opens a shell on one.',
    (name: string, hosts: readonly string[]) => ({
      message: `"${name}" fits several hosts: ${hosts.join(', ')}.`,
      hint: 'Name one of them, or run one command on all of them with `fck exec`.',
    }),
  ),
  noApplicationThere: errorKind(
    'APP_NO_HOST',
    '`fck app` was asked for hosts, and none of those chosen has a role with `activate:`.',
    () => ({
      message: 'None of the chosen hosts serves an application.',
      hint: '`fck hosts` lists the hosts and their roles. To run a command on any of them: fck exec -- COMMAND',
    }),
  ),
  severalApplications: errorKind(
    'APP_SEVERAL_ROLES',
    '`fck app` runs a command in one application, and several roles of the project serve one.',
    (roles: readonly string[]) => ({
      message: `Several roles have an application: ${roles.join(', ')}.`,
      hint: `Name one of them: fck app -r ${roles[0]} -- COMMAND`,
    }),
  ),
  noSshProgram: errorKind(
    'SSH_PROGRAM_MISSING',
    '`fck ssh` and `fck app` start the program `ssh` on a terminal, and it was not found on this machine.',
    (cause: unknown) => ({
      message: 'The program "ssh" could not be started.',
      hint: 'Install OpenSSH’s client, or run commands with `fck exec`.',
      cause,
    }),
  ),
};

function didYouMean(names: readonly string[]): string {
  return names.length > 0 ? ` Did you mean ${names.map((name) => `"${name}"`).join(' or ')}?` : '';
}

function hintFor(word: string, known: { isTask: boolean; withoutPlugins: boolean }): string {
  if (known.isTask) return `It is a task: fck run ${word}`;
  const ownVerb = ownVerbFor(word);
  if (ownVerb !== undefined) return ownVerb;
  if (known.withoutPlugins) {
    return 'No configuration was found here, so the commands of plugins are not known. `fck help` lists the others.';
  }
  return '`fck help` lists the commands, `fck plugins` those that plugins add, `fck tasks` what `fck run` takes.';
}
