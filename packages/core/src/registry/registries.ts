import type { Front } from '../activation/front.js';
import type { ProcessManager, ServiceKind } from '../activation/service.js';
import type { ObjectStore } from '../build/object-store.js';
import type { Sources } from '../build/sources.js';
import { isName, NAME_RULE } from '../config/names.js';
import { SectionRegistry } from '../config/sections.js';
import type { CommandGroup } from '../plugin/command.js';
import type { Tool } from '../provision/tool.js';
import type { Builder, Distributor, Task, UndoStep } from '../run/contexts.js';
import { TemplateRegistry } from '../templates/template-registry.js';
import type { Brought, PluginCatalogue } from './catalogue.js';
import { ConfigKeys } from './config-keys.js';
import { ConfiguredRegistry } from './configured-registry.js';
import { taskFlaw, toolFlaw } from './entry-flaws.js';
import type { EntryShape } from './entry-shape.js';
import { answeringMistypedMembers } from './mistyped-members.js';
import { Registry } from './registry.js';

/** Everything that config and command line can name, each kind in a registry of its own. */
export class Registries {
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

  readonly #keys = new ConfigKeys();

  /**
   * @param owner names the plugin that registers
   * @param catalogue answers names which nobody has registered
   */
  constructor(owner: () => string, catalogue: PluginCatalogue) {
    const keys = this.#keys;
    const details = (kind: Brought, ...shape: EntryShape) => ({
      shape,
      whoBrings: (name: string | undefined) =>
        name === undefined ? catalogue.whoBringsAny(kind) : catalogue.whoBrings(kind, name),
    });
    this.tools = new Registry('tool', owner, {
      ...details('tool', ['packages', 'declare', 'program', 'file', 'successor'], 'about'),
      nameFlaw: (name) => (isName(String(name).replaceAll('+', 'p')) ? undefined : `${NAME_RULE}; "+" too`),
      flawIn: toolFlaw,
    });
    this.builders = new ConfiguredRegistry(
      'builder',
      'role.build',
      owner,
      keys,
      details('builder', 'schema', 'kind', 'build', 'about'),
    );
    this.services = new ConfiguredRegistry('service', 'role.activate', owner, keys, {
      ...details('service', 'schema', 'describe', 'about'),
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
      details('process manager', 'start', 'stop', 'list', 'running', 'mainProcess', 'logs', 'about'),
    );
    this.sources = new Registry('source of code', owner, details('source of code', 'checkout', 'about'));
    this.distributors = new Registry('distributor', owner, details('distributor', 'copy', 'about'));
    this.objectStores = new Registry('object store', owner, details('object store', 'bucketOf', 'about'));
    this.undoSteps = new Registry('undo step', owner);
    this.templates = new TemplateRegistry(owner, details('template', 'data', 'render', 'about'));
    this.tasks = new Registry('task', owner, { ...details('task', 'run', 'summary'), flawIn: taskFlaw });
    this.commands = new Registry('command', owner, details('command', 'commands', 'summary'));
    this.sections = new SectionRegistry(owner, keys);
  }

  /** Once the configuration is checked, no plugin can add keys to it. */
  sealKeys(): void {
    this.#keys.seal();
  }
}

Object.setPrototypeOf(Registries.prototype, answeringMistypedMembers);
