import type { VerbEntry, VerbGroup, VerbOption } from './verb.js';

const goOn: VerbOption = {
  about: 'undo only on the hosts that fail to activate, and continue with the others',
  kind: 'switch',
};

/** The verbs of the command itself, in the order in which the help shows them. Plugins add groups of their own. */
export const verbs: readonly VerbEntry[] = [
  {
    name: 'up',
    summary: 'create what is missing, provision, build, activate',
    options: {
      continue: goOn,
      resume: { about: 'resume the last run, if it failed, was interrupted or killed', kind: 'switch' },
    },
    load: async () => (await import('./up.js')).up,
  },
  {
    name: 'run',
    usage: '[task...]',
    summary: 'run tasks by name; the phases are tasks too',
    options: {
      resume: {
        about: 'resume a run that failed, was interrupted or killed: the last one, or the named one',
        kind: 'maybe text',
        value: 'run',
      },
    },
    acceptsUnknownOptions: true,
    load: async () => (await import('./run.js')).run,
  },
  {
    name: 'plan',
    usage: '[task...]',
    summary: 'show what tasks (default: provision build activate) would change, changing nothing',
    options: { 'detailed-exitcode': { about: 'exit with 2 if anything would change', kind: 'switch' } },
    acceptsUnknownOptions: true,
    load: async () => (await import('./plan.js')).plan,
  },
  {
    name: 'status',
    summary: 'which build each host serves',
    load: async () => (await import('./status.js')).status,
  },
  {
    name: 'restart',
    summary: 'restart the services: new instances of the same build, without an outage',
    options: { continue: goOn },
    load: async () => (await import('./run-task.js')).runTask('restart'),
  },
  {
    name: 'rollback',
    usage: '[build]',
    summary: 'activate the build that served well before, or the named one',
    options: { continue: goOn },
    load: async () => (await import('./run-task.js')).runTask('rollback'),
  },
  {
    name: 'adopt',
    summary: 'take over what fabcloudkit runs and serves, without an outage; -n: only show it',
    options: {
      'detailed-exitcode': {
        about: 'with -n: exit with 2 if there is something to take over',
        kind: 'switch',
      },
    },
    load: async () => (await import('./adopt.js')).adopt,
  },
  {
    name: 'builds',
    usage: '[build]',
    summary: 'the builds of each host, and their status; or one of them: commits, interpreter, packages',
    load: async () => (await import('./builds.js')).builds,
  },
  {
    name: 'diff',
    usage: '[before [after]]',
    summary: 'what differs between two builds (default: the active and the newest): commits, packages, files',
    load: async () => (await import('./diff.js')).diff,
  },
  {
    name: 'verify',
    summary: 'prove that each host has on its disk, and serves, exactly what was built',
    load: async () => (await import('./verify.js')).verify,
  },
  {
    name: 'prune',
    summary: 'remove builds that are not needed any more',
    options: {
      keep: { about: 'builds to keep beside those in use, instead of keep_builds', kind: 'text', value: 'n' },
    },
    load: async () => (await import('./run-task.js')).runTask('prune'),
  },
  {
    name: 'history',
    usage: '[run]',
    summary: 'the runs started here, or one of them; with -H or -r, the runs that hosts have recorded',
    load: async () => (await import('./history.js')).history,
  },
  {
    name: 'exec',
    usage: '<command...>',
    summary: 'run a command on hosts: fck exec -r web -- uptime',
    load: async () => (await import('./exec.js')).exec,
  },
  {
    name: 'ssh',
    usage: '<host> [command...]',
    summary: 'open a shell on a host with the system’s ssh',
    withoutDryRun: true,
    load: async () => (await import('./ssh.js')).ssh,
  },
  {
    name: 'hosts',
    summary: 'list the hosts',
    load: async () => (await import('./hosts.js')).hosts,
  },
  {
    name: 'roles',
    summary: 'list the roles',
    load: async () => (await import('./roles.js')).roles,
  },
  {
    name: 'tasks',
    summary: 'list the tasks that run takes',
    load: async () => (await import('./tasks.js')).tasks,
  },
  {
    name: 'tools',
    summary: 'list the tools that provisioning can install',
    load: async () => (await import('./tools.js')).tools,
  },
  {
    name: 'plugins',
    summary: 'list the plugins, what each registers and which hooks it taps',
    allPlugins: true,
    load: async () => (await import('./plugins.js')).plugins,
  },
  {
    name: 'config',
    summary: 'show the resolved configuration, without secrets',
    load: async () => (await import('./config.js')).config,
  },
  {
    name: 'explain',
    usage: '<name>',
    summary: 'explain a hook, tool, section, task, plugin or error code',
    allPlugins: true,
    load: async () => (await import('./explain.js')).explain,
  },
  {
    name: 'schema',
    usage: '[role]',
    summary: 'print the JSON Schema of the configuration, or with `role` of a role’s file',
    options: {
      write: {
        about: 'write it to a file (default: both, to .fck) and print the line that tells editors',
        kind: 'maybe text',
        value: 'file',
      },
    },
    words: ['role'],
    allPlugins: true,
    load: async () => (await import('./schema.js')).schema,
  },
  {
    name: 'completion',
    usage: '<shell> [word...]',
    summary: 'print the script for completion in bash, zsh or fish',
    words: ['bash', 'zsh', 'fish'],
    load: async () => (await import('./completion.js')).completion,
  },
];

/** Words with verbs of their own. */
export const groups: readonly VerbGroup[] = [
  {
    name: 'lock',
    summary: 'see, take and remove the locks of hosts',
    verbs: [
      {
        name: 'status',
        summary: 'who holds the lock of each host, since when and what for',
        load: async () => (await import('./lock.js')).lockStatus,
      },
      {
        name: 'acquire',
        summary: 'lock hosts by hand, so that no one deploys to them',
        options: { message: { about: 'why, for those who find them locked', kind: 'text', value: 'text' } },
        withoutDryRun: true,
        load: async () => (await import('./lock.js')).lockAcquire,
      },
      {
        name: 'release',
        summary: 'remove what `fck lock acquire` made; with --force, the lock of anybody',
        withoutDryRun: true,
        load: async () => (await import('./lock.js')).lockRelease,
      },
    ],
  },
  {
    name: 'plugin',
    summary: 'make a plugin, or add one to the project',
    verbs: [
      {
        name: 'create',
        usage: '<name>',
        summary: 'make the package of a new plugin, fck-plugin-NAME, in a folder of that name',
        options: { js: { about: 'plain JavaScript (CommonJS) instead of TypeScript', kind: 'switch' } },
        withoutDryRun: true,
        load: async () => (await import('./plugin-create.js')).pluginCreate,
      },
      {
        name: 'add',
        usage: '<plugin>',
        summary: 'install a plugin and add it to the configuration',
        options: { 'no-install': { about: 'only add it to the configuration', kind: 'switch' } },
        withoutDryRun: true,
        load: async () => (await import('./plugin-add.js')).pluginAdd,
      },
    ],
  },
];
