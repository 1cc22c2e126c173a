import type { Hooks } from '../api/hooks.js';

/** What is to be known of a hook by whoever taps it. */
export interface HookDocumentation {
  /** When it fires and what taps do. */
  readonly about: string;
  /** How often: `once a run`, `once a host`. */
  readonly fires: string;
  /** What a tap is called with. */
  readonly given: readonly string[];
  /** What its promise may give; undefined where nothing is done with it. */
  readonly gives?: string | undefined;
  /** What comes of several taps. */
  readonly order: string;
  /** How it is tapped. */
  readonly example: string;
}

const series = 'Taps run one after the other, each when the one before is done.';
const bail = 'Taps are asked one after the other; the first answer that is not undefined counts.';
const waterfall = 'Each tap is given what the one before gave.';

/** The documentation of every hook, in the order of a run: for `fck explain HOOK` and the reference. */
export const hookDocumentation: { readonly [Hook in keyof Hooks]: HookDocumentation } = {
  config: {
    about: 'The configuration was read and plugins are applied: presets and defaults are filled in.',
    fires: 'once, when the configuration is loaded',
    given: ['config: Record<string, unknown>'],
    gives: 'the configuration to go on with',
    order: waterfall,
    example: "fck.hooks.config.tap('defaults', (config) => ({ keep_builds: 3, ...config }));",
  },
  validate: {
    about:
      'Checks that a schema cannot make. All that is reported is shown at once, before any host is touched.',
    fires: 'once a run, at its start',
    given: ['validation: Validation'],
    order: series,
    example:
      "fck.hooks.validate.tap('shop', ({ project, report }) => {\n  if (project.roles.length > 9) report({ message: 'Too many roles.' });\n});",
  },
  onlyHost: {
    about:
      'A plugin by which a machine deploys to itself names that machine: it is the only host then. No provider is asked, and builders bring the build that is active elsewhere.',
    fires: 'whenever hosts are asked for',
    given: ['project: Project'],
    gives: 'the machine that fck runs on; undefined to ask for all hosts',
    order: bail,
    example:
      "fck.hooks.onlyHost.tap('self', ({ roles: [role] }) =>\n  role && hostIn(role, { name: 'me', address: 'local', transport: 'local' }, 'self'),\n);",
  },
  inventory: {
    about: 'A provider adds the hosts of a role that it knows of.',
    fires: 'once a role, when its hosts are first asked for',
    given: ['hosts: readonly Host[]', 'context: ProviderContext'],
    gives: 'all hosts of the role so far',
    order: waterfall,
    example:
      "fck.hooks.inventory.tapPromise('cloud', async (hosts, { role }) => [...hosts, ...(await find(role))]);",
  },
  create: {
    about: 'A provider makes the hosts that a role lacks.',
    fires: 'once a role, in the task `create`',
    given: ['context: ProviderContext'],
    gives: 'all hosts of the role; undefined if the role is another provider’s',
    order: bail,
    example:
      "fck.hooks.create.tapPromise('cloud', async ({ role }) => ownsRole(role) ? make(role) : undefined);",
  },
  destroy: {
    about: 'A provider removes hosts of a role: those of `hosts`, and no others.',
    fires: 'once a role, where hosts are destroyed',
    given: ['context: DestroyContext'],
    gives: 'the names of the hosts that are gone; undefined if the role is another provider’s',
    order: bail,
    example:
      "fck.hooks.destroy.tapPromise('cloud', async ({ role, hosts }) => ownsRole(role) ? remove(hosts) : undefined);",
  },
  adopt: {
    about:
      'A provider finds machines that fabcloudkit made for a role and that are no hosts yet. It only looks.',
    fires: 'once a role, in `fck adopt`',
    given: ['machines: readonly AdoptableMachine[]', 'context: ProviderContext'],
    gives: 'all such machines of the role so far',
    order: waterfall,
    example:
      "fck.hooks.adopt.tapPromise('cloud', async (machines, { role }) => [...machines, ...(await findOld(role))]);",
  },
  connect: {
    about:
      'Opens the way to a host. Core answers for `local`, the plugin `ssh` (`@fck/plugin-ssh`) for `ssh`, other plugins for transports of their own.',
    fires: 'once a host, when something is first done there',
    given: ['host: Host', 'context: ConnectContext'],
    gives: 'a Transport; undefined if the host is reached in another way',
    order: bail,
    example:
      "fck.hooks.connect.tapPromise('docker', async (host) => host.transport === 'docker' ? openDocker(host) : undefined);",
  },
  provision: {
    about:
      'Declares what must be true of a host, as steps that core checks and applies, and the tools it needs.',
    fires: 'once a host, in the task `provision`',
    given: ['context: ProvisionContext'],
    order: series,
    example:
      "fck.hooks.provision.tap('motd', ({ declare }) => declare({\n  name: 'a greeting',\n  check: async (remote) => (await remote.read('/etc/motd')) === text,\n  apply: (remote) => remote.as('root').write('/etc/motd', text),\n}));",
  },
  build: {
    about:
      'Makes or fetches a build. Core hands on to the builder that the role names below `build:`; register one there instead of tapping, unless all roles are concerned.',
    fires: 'once a host that builds, in the task `build`',
    given: ['context: BuildContext'],
    gives: 'the Build; undefined to leave it to the next tap',
    order: bail,
    example: "fck.hooks.build.tapPromise('cache', async (context) => fromCache(context));",
  },
  postBuild: {
    about: 'Works on a finished build before it is sealed. Changes to its files go through `context.modify`.',
    fires: 'once a host that has a new build',
    given: ['context: PostBuildContext'],
    order: series,
    example:
      "fck.hooks.postBuild.tapPromise('assets', ({ modify, remote, buildPath }) =>\n  modify(() => remote.run(sh`make -C ${buildPath} assets`)),\n);",
  },
  built: {
    about:
      'A build is finished and sealed: it may be tested, copied or announced, and not be changed any more.',
    fires: 'once a host that has a new build',
    given: ['context: BuiltContext'],
    order: series,
    example:
      "fck.hooks.built.tapPromise('archive', ({ build, remote, buildPath }) => archive(remote, buildPath, build));",
  },
  activate: {
    about:
      'Makes a build serve, in one transaction over all hosts: a tap prepares at once and registers what to switch, verify and finish; whatever it does it first says how to undo.',
    fires: 'once a host that has something to do, in the tasks `activate`, `restart` and `rollback`',
    given: ['context: ActivationContext'],
    order: series,
    example:
      "fck.hooks.activate.tapPromise('cdn', async ({ finish, build }) => {\n  finish('purge the CDN', () => purge(build.name));\n});",
  },
  deactivate: {
    about: 'Takes down what a role serves on a host.',
    fires: 'once a host, where a role is deactivated',
    given: ['context: HostContext'],
    order: series,
    example: "fck.hooks.deactivate.tapPromise('cdn', async ({ host }) => unlist(host));",
  },
  done: {
    about: 'The run is over, whatever came of it: for notifiers.',
    fires: 'once a run, at its end',
    given: ['summary: RunSummary'],
    order: series,
    example:
      "fck.hooks.done.tapPromise('chat', async (summary) => post(summary.ok ? 'deployed' : 'failed'));",
  },
  event: {
    about:
      'All that happens, as it happens: for reporters. A tap must not throw and not take long; secrets are removed before.',
    fires: 'all the time',
    given: ['event: FckEvent'],
    order: 'Taps are called one after the other, and not waited for.',
    example: "fck.hooks.event.tap('log', (event) => stream.write(JSON.stringify(event)));",
  },
};
