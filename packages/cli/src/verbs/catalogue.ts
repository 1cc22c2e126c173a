import type { VerbEntry, VerbGroup, VerbOption } from './verb.js';

const goOn: VerbOption = {
  about: 'undo only on the hosts that fail to activate, and continue with the others',
  kind: 'boolean',
};

/** The option of every verb that runs a pipeline. */
export const resume: VerbOption = {
  about: 'resume the last run, if it failed, was interrupted or killed',
  kind: 'boolean',
};

/** The verbs of the command itself, in the order in which the help shows them. Plugins add groups of their own. */
export const verbs: readonly VerbEntry[] = [
  {
    name: 'up',
    section: 'Deploy',
    about: 'create what is missing, provision, build, activate',
    options: { resume },
    tasks: ['up'],
    load: async () => (await import('./run-pipeline.js')).runPipeline('up'),
  },
  {
    name: 'deploy',
    section: 'Deploy',
    about: 'build and activate, on hosts that are provisioned',
    options: { resume },
    tasks: ['deploy'],
    load: async () => (await import('./run-pipeline.js')).runPipeline('deploy'),
  },
  {
    name: 'run',
    section: 'Deploy',
    usage: '[task...]',
    about: 'run tasks and pipelines by name; the phases are tasks too',
    options: {
      resume: {
        about: 'resume a run that failed, was interrupted or killed: the last one, or the named one',
        kind: 'maybe text',
        value: 'run',
      },
    },
    tasks: 'named',
    load: async () => (await import('./run.js')).run,
  },
  {
    name: 'plan',
    section: 'Deploy',
    usage: '[task...]',
    about: 'show what tasks (default: those of `up`, but for `create`) would change, changing nothing',
    options: { 'detailed-exitcode': { about: 'exit with 2 if anything would change', kind: 'boolean' } },
    tasks: 'named',
    load: async () => (await import('./plan.js')).plan,
  },
  {
    name: 'status',
    section: 'Look',
    about: 'which build each host serves',
    load: async () => (await import('./status.js')).status,
  },
  {
    name: 'restart',
    section: 'Deploy',
    about: 'restart the services: new instances of the same build, without an outage',
    options: { continue: goOn },
    load: async () => (await import('./run-task.js')).runTask('restart'),
  },
  {
    name: 'rollback',
    section: 'Deploy',
    usage: '[build]',
    about: 'activate the build that served well before, or the named one',
    options: { continue: goOn },
    load: async () => (await import('./run-task.js')).runTask('rollback'),
  },
  {
    name: 'adopt',
    section: 'Deploy',
    about: 'take over what fabcloudkit runs and serves, without an outage; -n: only show it',
    options: {
      'detailed-exitcode': {
        about: 'with -n: exit with 2 if there is something to take over',
        kind: 'boolean',
      },
    },
    load: async () => (await import('./adopt.js')).adopt,
  },
  {
    name: 'builds',
    section: 'Look',
    usage: '[build]',
    about: 'the builds of each host, and their status; or one of them: commits, tools, packages',
    options: {
      sbom: { about: 'print the SBOM of the named build, a CycloneDX document', kind: 'boolean' },
    },
    load: async () => (await import('./builds.js')).builds,
  },
  {
    name: 'diff',
    section: 'Look',
    usage: '[before] [after]',
    about: 'what differs between two builds (default: the active and the newest): commits, packages, files',
    load: async () => (await import('./diff.js')).diff,
  },
  {
    name: 'env',
    section: 'Look',
    about: 'the environment variables of services, where they come from, and hosts that run with others',
    load: async () => (await import('./env.js')).env,
  },
  {
    name: 'verify',
    section: 'Look',
    about: 'prove that each host has on its disk, and serves, exactly what was built',
    load: async () => (await import('./verify.js')).verify,
  },
  {
    name: 'prune',
    section: 'Deploy',
    about: 'remove builds that are not needed any more',
    options: {
      keep: { about: 'builds to keep beside those in use, instead of keep_builds', kind: 'text', value: 'n' },
    },
    load: async () => (await import('./run-task.js')).runTask('prune'),
  },
  {
    name: 'history',
    section: 'Look',
    usage: '[run]',
    about: 'the runs started here, or one of them; with -H or -r, the runs that hosts have recorded',
    load: async () => (await import('./history.js')).history,
  },
  {
    name: 'exec',
    section: 'Work on hosts',
    usage: '<command...>',
    about: 'run a command on hosts: fck exec -r web -- uptime',
    load: async () => (await import('./exec.js')).exec,
  },
  {
    name: 'app',
    section: 'Work on hosts',
    usage: '<command...>',
    about: 'run a command in the application that serves: fck app -- python manage.py shell',
    options: {
      build: { about: 'in this build (name or number), instead of the active one', kind: 'text' },
      'all-hosts': { about: 'on all hosts of the role, not only on the first one', kind: 'boolean' },
    },
    examples: [
      'app -- python manage.py createsuperuser',
      "app -r web -- 'flask db current && flask db history'",
    ],
    load: async () => (await import('./app.js')).app,
  },
  {
    name: 'logs',
    section: 'Look',
    about: 'the logs of services on all hosts, merged by time',
    options: {
      follow: { about: 'wait for new lines, also of services that start later', kind: 'boolean', short: 'f' },
      service: { about: 'only services of this name: gunicorn', kind: 'text', value: 'name', short: 's' },
      since: {
        about: 'only lines since then: 30s, 10m, 2h, 3d ago, or a time in ISO 8601',
        kind: 'text',
        value: 'when',
      },
      grep: { about: 'only lines with this text', kind: 'text', value: 'text', short: 'g' },
      tail: {
        about: 'how many of the last lines of each service (default: 100; with --since, all)',
        kind: 'text',
        value: 'n',
        short: 't',
      },
    },
    examples: ['logs -f', 'logs -r web --since 10m --grep Traceback', 'logs -H web-1 -t 1000 --json'],
    load: async () => (await import('./logs.js')).logs,
  },
  {
    name: 'ssh',
    section: 'Work on hosts',
    usage: '<host> [command...]',
    about: 'open a shell on a host with the system’s ssh',
    withoutDryRun: true,
    load: async () => (await import('./ssh.js')).ssh,
  },
  {
    name: 'hosts',
    section: 'Work on hosts',
    about: 'list the hosts',
    load: async () => (await import('./hosts.js')).hosts,
  },
  {
    name: 'init',
    section: 'Project',
    about: 'write a configuration for the application in this folder',
    options: {
      name: { about: 'the name of the project', kind: 'text', value: 'name' },
      app: { about: 'the application: module and variable', kind: 'text', value: 'module:app' },
      domain: { about: 'domain names of the site, with commas', kind: 'text', value: 'names' },
      sandbox: { about: 'a throwaway host on this machine, instead of --host', kind: 'boolean' },
    },
    examples: [
      'init',
      'init --yes --host deploy@203.0.113.10 --domain shop.example.com',
      'init --yes --sandbox',
    ],
    load: async () => (await import('./init.js')).init,
  },
  {
    name: 'roles',
    section: 'Project',
    about: 'list the roles',
    load: async () => (await import('./roles.js')).roles,
  },
  {
    name: 'tasks',
    section: 'Project',
    about: 'list the tasks that run takes',
    options: {
      graph: { about: 'draw the pipelines and the order of tasks instead', kind: 'boolean' },
      dot: { about: 'with --graph: as a graph for Graphviz', kind: 'boolean' },
    },
    load: async () => (await import('./tasks.js')).tasks,
  },
  {
    name: 'tools',
    section: 'Plugins',
    about: 'list the tools that provisioning can install',
    load: async () => (await import('./tools.js')).tools,
  },
  {
    name: 'plugins',
    section: 'Plugins',
    about: 'list the plugins, what each registers and which hooks it taps',
    allPlugins: true,
    load: async () => (await import('./plugins.js')).plugins,
  },
  {
    name: 'config',
    section: 'Project',
    about: 'show the resolved configuration, without secrets',
    load: async () => (await import('./config.js')).config,
  },
  {
    name: 'explain',
    section: 'Plugins',
    usage: '<name>',
    about: 'explain a hook, tool, section, task, phase, pipeline, plugin or error code',
    allPlugins: true,
    load: async () => (await import('./explain.js')).explain,
  },
  {
    name: 'schema',
    section: 'Project',
    usage: '[role]',
    about: 'print the JSON Schema of the configuration, of a role’s file (`role`), or of events (`--events`)',
    options: {
      write: {
        about: 'write it to a file (default: both, to .fck) and print the line that tells editors',
        kind: 'maybe text',
        value: 'file',
      },
      events: { about: 'the schema of the events that --json prints, instead', kind: 'boolean' },
    },
    words: ['role'],
    allPlugins: true,
    load: async () => (await import('./schema.js')).schema,
  },
  {
    name: 'completion',
    section: 'Project',
    usage: '<shell> [word...]',
    about: 'print the script for completion in bash, zsh or fish',
    words: ['bash', 'zsh', 'fish'],
    load: async () => (await import('./completion.js')).completion,
  },
];

/** Words with verbs of their own. */
export const groups: readonly VerbGroup[] = [
  {
    name: 'lock',
    section: 'Work on hosts',
    about: 'see, take and remove the locks of hosts',
    verbs: [
      {
        name: 'status',
        about: 'who holds the lock of each host, since when and what for',
        load: async () => (await import('./lock.js')).lockStatus,
      },
      {
        name: 'acquire',
        about: 'lock hosts by hand, so that no one deploys to them',
        options: { message: { about: 'why, for those who find them locked', kind: 'text', value: 'text' } },
        withoutDryRun: true,
        load: async () => (await import('./lock.js')).lockAcquire,
      },
      {
        name: 'release',
        about: 'remove what `fck lock acquire` made; with --force, the lock of anybody',
        withoutDryRun: true,
        load: async () => (await import('./lock.js')).lockRelease,
      },
    ],
  },
  {
    name: 'maintenance',
    section: 'Deploy',
    about: 'show visitors a page instead of the site, and the site again',
    verbs: [
      {
        name: 'on',
        about:
          'answer visitors with a page and status 503, until `fck maintenance off`; deploys go on as usual',
        options: {
          message: { about: 'what visitors read', kind: 'text', value: 'text' },
          allow: {
            about: 'address or network that gets the site as usual; may be repeated',
            kind: 'list',
          },
          'allow-path': {
            about: 'path that is answered as usual, such as that of a health check; may be repeated',
            kind: 'list',
          },
          'retry-after': {
            about: 'seconds after which clients may ask again (default: 300)',
            kind: 'text',
            value: 'seconds',
          },
        },
        load: async () => (await import('./run-task.js')).runTask('maintenance-on'),
      },
      {
        name: 'off',
        about: 'show visitors the site again',
        load: async () => (await import('./run-task.js')).runTask('maintenance-off'),
      },
    ],
  },
  {
    name: 'plugin',
    section: 'Plugins',
    about: 'make a plugin, or add one to the project',
    verbs: [
      {
        name: 'create',
        usage: '<name>',
        about: 'make the package of a new plugin, fck-plugin-NAME, in a folder of that name',
        options: { js: { about: 'plain JavaScript (CommonJS) instead of TypeScript', kind: 'boolean' } },
        withoutDryRun: true,
        load: async () => (await import('./plugin-create.js')).pluginCreate,
      },
      {
        name: 'add',
        usage: '<plugin>',
        about: 'install a plugin and add it to the configuration',
        options: { 'no-install': { about: 'only add it to the configuration', kind: 'boolean' } },
        withoutDryRun: true,
        load: async () => (await import('./plugin-add.js')).pluginAdd,
      },
    ],
  },
];
