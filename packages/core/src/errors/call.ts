import { errorKind, type Place } from './fck-error.js';

/** What can be wrong with a call of fck by a program, a task or a plugin. These are thrown before anything is done. */
export const callErrors = {
  argument: errorKind(
    'CALL_INVALID',
    'A program, a task or a plugin called fck with an argument that the function does not take. Nothing was done.',
    (call: string, problem: string, hint?: string, where?: Place) => ({
      message: `${call} ${problem}.`,
      hint: hint ?? 'docs/plugins/reference.md lists the arguments of every function.',
      where,
    }),
  ),
  hostsNotTaken: errorKind(
    'HOSTS_NOT_TAKEN',
    'Hosts were chosen for a task that works on whole roles. It would have worked on other hosts too. Nothing was done.',
    (task: string, hosts: readonly string[]) => ({
      message: `The task "${task}" works on whole roles: it cannot be limited to ${hosts.join(', ')}.`,
      hint: '`fck help` lists the commands of plugins: the plugin that makes the hosts may have one for a single host.',
    }),
  ),
  noSelection: errorKind(
    'SELECTION_EMPTY',
    'A selection of hosts chose none: the list is empty, or an entry is undefined. That never means all hosts. Nothing was done.',
    (call: string, problem: string, hint: string, where?: Place) => ({
      message: `${call} ${problem}.`,
      hint,
      where,
    }),
  ),
};
