import type { Front } from '../activation/front.js';
import type { ProcessManager, ServiceKind } from '../activation/service.js';
import type { ObjectStore } from '../build/object-store.js';
import type { Sources } from '../build/sources.js';
import { isName, NAME_RULE } from '../config/names.js';
import { SectionRegistry } from '../config/sections.js';
import { attributed } from '../plugin/attribution.js';
import type { CliCommand, CommandGroup } from '../plugin/command.js';
import type { Watch } from '../plugin/watched.js';
import type { Tool } from '../provision/tool.js';
import type { Builder, Distributor, Task, UndoStep } from '../run/contexts.js';
import type { Template } from '../templates/template.js';
import { TemplateRegistry } from '../templates/template-registry.js';
import { type AttributeEntry, attributeFunctions } from './attributed-entry.js';
import type { Brought, PluginCatalogue } from './catalogue.js';
import { ConfigKeys } from './config-keys.js';
import { ConfiguredRegistry } from './configured-registry.js';
import { taskFlaw, toolFlaw } from './entry-flaws.js';
import type { EntryShape } from './entry-shape.js';
import { answeringMistypedMembers } from './mistyped-members.js';
import { Registry } from './registry.js';

const frontFunctions = {
  user: true,
  prepare: true,
  remember: true,
  switchTo: true,
  files: true,
  restore: true,
  door: true,
  doors: true,
  obstacles: true,
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
  list: true,
  running: true,
  mainProcess: true,
  settled: true,
  logs: true,
  ownLog: true,
  foreignPrograms: true,
  retire: true,
} as const;

const attributeCommand = attributeFunctions<CliCommand>({ run: true });

const attributeCommands: AttributeEntry<CommandGroup> = (group, to) => ({
  ...group,
  commands: Object.fromEntries(
    Object.entries(group.commands).map(([verb, command]) => [verb, attributeCommand(command, to)]),
  ),
});

/** Everything that config and command line can name, each kind in a registry of its own. */
export abstract class Registries {
  /** What `provision: tools:` names. */
  readonly tools: Registry<Tool>;
  /** What stands below `build:`. */
  readonly builders: ConfiguredRegistry<Builder>;
  /** What stands below `activate:` and runs. */
  readonly services: ConfiguredRegistry<ServiceKind>;
  /** What stands below `activate:` and serves at the front door. */
  readonly fronts: ConfiguredRegistry<Front>;
  readonly processManagers: Registry<ProcessManager>;
  readonly sources: Registry<Sources>;
  readonly distributors: Registry<Distributor>;
  /** What `copy_from: {via: …}` names. */
  readonly objectStores: Registry<ObjectStore>;
  readonly undoSteps: Registry<UndoStep>;
  /** Texts that plugins write onto hosts, and that others may change. */
  readonly templates: TemplateRegistry;
  /** What `fck run NAME` runs. */
  readonly tasks: Registry<Task>;
  /** Words that plugins add to the command line. */
  readonly commands: Registry<CommandGroup>;
  readonly sections: SectionRegistry;

  /** Limits the time of plugins' functions. */
  protected abstract readonly watch: Watch;

  readonly #keys = new ConfigKeys();

  /**
   * @param owner names the plugin that registers
   * @param catalogue answers names which nobody has registered
   */
  constructor(owner: () => string, catalogue: PluginCatalogue) {
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
        attributeFunctions<Builder>({ dependsOn: true, build: true }),
        'schema',
        'kind',
        'build',
        'about',
      ),
    );
    this.services = new ConfiguredRegistry('service', 'role.activate', owner, keys, {
      ...details(
        'service',
        attributeFunctions<ServiceKind>({ describe: true, packages: true, causeIn: true }),
        'schema',
        'describe',
        'about',
      ),
      // The ids of instances end in `<service>.<build>.<generation>`.
      nameFlaw: (name) =>
        isName(name) && !name.includes('.') ? undefined : `${NAME_RULE}; a service has no "."`,
    });
    this.fronts = new ConfiguredRegistry(
      'front server',
      'role.activate',
      owner,
      keys,
      details(
        'front server',
        attributeFunctions<Front>(frontFunctions),
        'schema',
        'prepare',
        'remember',
        'switchTo',
        'restore',
        'door',
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
      details('distributor', attributeFunctions<Distributor>({ prepare: true, copy: true }), 'copy', 'about'),
    );
    this.objectStores = new Registry(
      'object store',
      owner,
      details('object store', attributeFunctions<ObjectStore>({ bucketOf: true }), 'bucketOf', 'about'),
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
    this.tasks = new Registry('task', owner, {
      ...details('task', attributeFunctions<Task>({ run: true }), 'run', 'summary'),
      flawIn: taskFlaw,
    });
    this.commands = new Registry(
      'command',
      owner,
      details('command', attributeCommands, 'commands', 'summary'),
    );
    this.sections = new SectionRegistry(owner, keys);
  }

  /** Once the configuration is checked, no plugin can add keys to it. */
  sealKeys(): void {
    this.#keys.seal();
  }
}

Object.setPrototypeOf(Registries.prototype, answeringMistypedMembers);
