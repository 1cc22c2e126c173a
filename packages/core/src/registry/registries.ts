import type { ActivationPart } from '../api/activation-part.js';
import type { CliCommand, CommandEntry } from '../api/cli-command.js';
import type { Builder, Distributor, Task, UndoStep } from '../api/contexts.js';
import type { ObjectStore } from '../api/object-store.js';
import type { Brought } from '../api/registry.js';
import type { ReverseProxy } from '../api/reverse-proxy.js';
import type { SecretSource } from '../api/secret-source.js';
import type { SectionPlace } from '../api/section.js';
import type { ProcessManager, ServiceKind } from '../api/service.js';
import type { Sources } from '../api/sources.js';
import type { Template } from '../api/template.js';
import type { Tool } from '../api/tool.js';
import { attributed, runAs } from '../attribution/attribution.js';
import type { Watch } from '../attribution/watched.js';
import { isName, NAME_RULE } from '../names/names.js';
import { TemplateRegistry } from '../templates/template-registry.js';
import { type AttributeEntry, attributeFunctions } from './attributed-entry.js';
import { CommandRegistry } from './command-registry.js';
import { ConfigKeys } from './config-keys.js';
import { ConfiguredRegistry } from './configured-registry.js';
import { commandFlaw, taskFlaw, toolFlaw } from './entry-flaws.js';
import type { EntryShape } from './entry-shape.js';
import { answeringMistypedMembers } from './mistyped-members.js';
import { PluginApis } from './plugin-apis.js';
import { Registry } from './registry.js';
import { SectionRegistry } from './section-registry.js';
import { TaskRegistry } from './task-registry.js';

/** Finds plugins for unknown names. */
export interface CatalogueOfNames {
  /** The plugin for a name, and how to install it; undefined if none is known. */
  whoBrings(kind: Brought, name: string): string | undefined;
  /** The plugins for any entry of a kind. */
  whoBringsAny(kind: Brought): string | undefined;
  /** The keys at a place that belong to plugins loaded on demand. */
  waitingKeys(place: SectionPlace): readonly string[];
}

const proxyFunctions = {
  check: true,
  user: true,
  prepare: true,
  remember: true,
  switchTo: true,
  files: true,
  undoSwitch: true,
  address: true,
  addresses: true,
  obstacles: true,
  maintenance: true,
  beginMaintenance: true,
  endMaintenance: true,
  workMark: true,
  drained: true,
  log: true,
  foreignSites: true,
  remove: true,
} as const;

const managerFunctions = {
  availability: true,
  provision: true,
  start: true,
  files: true,
  stop: true,
  pause: true,
  resume: true,
  list: true,
  running: true,
  mainProcess: true,
  stable: true,
  logs: true,
  logReader: true,
  ownLog: true,
  foreignPrograms: true,
  retire: true,
} as const;

const attributeCommand = attributeFunctions<CliCommand>({ run: true });

const attributeCommands: AttributeEntry<CommandEntry> = (entry, to) =>
  'commands' in entry
    ? {
        ...entry,
        commands: Object.fromEntries(
          Object.entries(entry.commands).map(([verb, command]) => [verb, attributeCommand(command, to)]),
        ),
      }
    : attributeCommand(entry, to);

/** Everything that config and command line can name, each kind in a registry of its own. */
export abstract class Registries {
  readonly tools: Registry<Tool>;
  readonly builders: ConfiguredRegistry<Builder>;
  readonly services: ConfiguredRegistry<ServiceKind>;
  readonly proxies: ConfiguredRegistry<ReverseProxy>;
  readonly processManagers: Registry<ProcessManager>;
  readonly activationParts: Registry<ActivationPart>;
  readonly sources: Registry<Sources>;
  readonly distributors: Registry<Distributor>;
  readonly objectStores: Registry<ObjectStore>;
  readonly secretSources: Registry<SecretSource>;
  readonly undoSteps: Registry<UndoStep>;
  readonly templates: TemplateRegistry;
  readonly tasks: TaskRegistry;
  readonly commands: CommandRegistry;
  readonly sections: SectionRegistry;
  /** The APIs that plugins expose to each other, by name. */
  readonly apis: Registry<object>;

  /** Gives plugins the APIs of others. */
  protected readonly pluginApis: PluginApis;

  /** Limits the time of plugins' functions. */
  protected abstract readonly watch: Watch;
  /** Finds plugins for unknown names. */
  readonly catalogue: CatalogueOfNames;

  /** Options of the command line itself: no task and no command may have one of that name. */
  reservedOptions: readonly string[] = [];

  readonly #keys = new ConfigKeys();

  /**
   * @param owner names the plugin that registers
   * @param catalogue finds plugins for unknown names
   */
  constructor(owner: () => string, catalogue: CatalogueOfNames) {
    this.catalogue = catalogue;
    const keys = this.#keys;
    const watch: Watch = {
      timeouts: () => this.watch.timeouts(),
      note: (note) => this.watch.note(note),
    };
    const details = <T>(kind: Brought, attribute: AttributeEntry<T>, ...shape: EntryShape) => ({
      shape,
      attribute,
      watch,
      whoBrings: (name: string | undefined) =>
        name === undefined ? catalogue.whoBringsAny(kind) : catalogue.whoBrings(kind, name),
    });
    this.tools = new Registry('tool', owner, {
      ...details(
        'tool',
        attributeFunctions<Tool>({ declare: true }),
        ['packages', 'declare', 'program', 'file', 'successor'],
        'about',
      ),
      nameFlaw: (name) => (isName(String(name).replaceAll('+', 'p')) ? undefined : `${NAME_RULE}; "+" too`),
      flawIn: toolFlaw,
    });
    this.builders = new ConfiguredRegistry(
      'builder',
      'role.build',
      owner,
      keys,
      details(
        'builder',
        attributeFunctions<Builder>({ usesEnvironment: true, dependsOn: true, build: true }),
        'schema',
        'kind',
        'build',
        'about',
      ),
    );
    this.services = new ConfiguredRegistry('service', 'role.activate', owner, keys, {
      ...details(
        'service',
        attributeFunctions<ServiceKind>({ environment: true, describe: true, packages: true, causeIn: true }),
        'schema',
        'describe',
        'about',
      ),
      // The ids of instances end in `<service>.<build>.<generation>`.
      nameFlaw: (name) =>
        isName(name) && !name.includes('.') ? undefined : `${NAME_RULE}; a service has no "."`,
    });
    this.proxies = new ConfiguredRegistry(
      'reverse proxy',
      'role.activate',
      owner,
      keys,
      details(
        'reverse proxy',
        attributeFunctions<ReverseProxy>(proxyFunctions),
        'schema',
        'prepare',
        'remember',
        'switchTo',
        'undoSwitch',
        'address',
        'workMark',
        'drained',
        'remove',
        'about',
      ),
    );
    this.processManagers = new Registry(
      'process manager',
      owner,
      details(
        'process manager',
        attributeFunctions<ProcessManager>(managerFunctions),
        'start',
        'stop',
        'list',
        'running',
        'mainProcess',
        'logs',
        'about',
      ),
    );
    this.activationParts = new Registry(
      'part of an activation',
      owner,
      details(
        'part of an activation',
        attributeFunctions<ActivationPart>({
          prepare: true,
          files: true,
          problems: true,
          failures: true,
          deactivate: true,
        }),
        'prepare',
        'deactivate',
        'about',
      ),
    );
    this.sources = new Registry(
      'source of code',
      owner,
      details(
        'source of code',
        attributeFunctions<Sources>({ names: true, checkout: true }),
        'checkout',
        'about',
      ),
    );
    this.distributors = new Registry(
      'distributor',
      owner,
      details(
        'distributor',
        attributeFunctions<Distributor>({ prepare: true, discard: true, copy: true }),
        'copy',
        'about',
      ),
    );
    this.objectStores = new Registry(
      'object store',
      owner,
      details('object store', attributeFunctions<ObjectStore>({ bucketOf: true }), 'bucketOf', 'about'),
    );
    this.secretSources = new Registry(
      'secret source',
      owner,
      details('secret source', attributeFunctions<SecretSource>({ read: true }), 'read', 'about'),
    );
    this.undoSteps = new Registry('undo step', owner, { attribute: attributed, watch });
    this.templates = new TemplateRegistry(
      owner,
      details(
        'template',
        attributeFunctions<Template>({ render: true, missing: true }),
        'data',
        'render',
        'about',
      ),
    );
    this.tasks = new TaskRegistry('task', owner, {
      ...details('task', attributeFunctions<Task>({ run: true }), 'run', 'about'),
      flawIn: (task) => taskFlaw(task, this.reservedOptions),
    });
    this.commands = new CommandRegistry('command', owner, {
      ...details('command', attributeCommands, ['run', 'commands'], 'about'),
      flawIn: (entry) => commandFlaw(entry, this.reservedOptions),
    });
    this.sections = new SectionRegistry(owner, keys);
    this.apis = new Registry('API', owner, {
      whoBrings: (name) => (name === undefined ? undefined : catalogue.whoBrings('API', name)),
    });
    this.pluginApis = new PluginApis(this.apis, watch);
  }

  /**
   * Runs code of a plugin in its name and within its time limits.
   *
   * @param what for messages: `schema of "redis"`
   */
  runFor<T>(plugin: string, what: string, work: () => T): T {
    return plugin === 'core' ? work() : runAs(plugin, work, { what, watch: this.watch });
  }

  /** Once the configuration is checked, no plugin can add keys to it. */
  sealKeys(): void {
    this.#keys.seal();
  }
}

Object.setPrototypeOf(Registries.prototype, answeringMistypedMembers);
