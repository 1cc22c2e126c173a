import type { ConfigDocument } from '../../api/config-document.js';
import type { Brought } from '../../api/registry.js';
import type { SectionPlace } from '../../api/section.js';
import { nearestTo } from '../../errors/nearest.js';
import { registrationsOf } from '../../registry/registrations.js';
import type { CatalogueOfNames, Registries } from '../../registry/registries.js';
import { installCommand } from './package-manager.js';

/** A known plugin, loaded or not. */
export interface KnownPlugin {
  /** As `plugins:` lists it. */
  readonly name: string;
  /** The package to install for it. */
  readonly package: string;
  /** The names that it registers. */
  readonly brings: Readonly<Partial<Record<Brought, readonly string[]>>>;
}

/** Known plugins: they are suggested for names that no loaded plugin has registered. */
export class PluginCatalogue implements CatalogueOfNames {
  readonly #plugins: readonly KnownPlugin[];
  readonly #isLoaded: (name: string) => boolean;
  readonly #folder: string;
  readonly #waiting: readonly string[];

  /**
   * @param folder in which it would be installed
   * @param waiting names of plugins that are loaded if the configuration has one of their keys
   */
  constructor(
    plugins: readonly KnownPlugin[],
    isLoaded: (name: string) => boolean,
    folder = '.',
    waiting: readonly string[] = [],
  ) {
    this.#plugins = plugins;
    this.#isLoaded = isLoaded;
    this.#folder = folder;
    this.#waiting = waiting;
  }

  /** The waiting plugins whose keys are in these documents, also in a wrong place, which is reported later. */
  neededFor(documents: readonly Pick<ConfigDocument, 'value'>[]): readonly string[] {
    return this.#plugins
      .filter((plugin) => this.#isWaiting(plugin))
      .filter((plugin) => keysOf(plugin).some((key) => documents.some(({ value }) => key in value)))
      .map(({ name }) => name);
  }

  whoBrings(kind: Brought, name: string): string | undefined {
    const others = this.#plugins.filter((plugin) => !this.#isLoaded(plugin.name));
    const names = others.flatMap(({ brings }) => brings[kind] ?? []);
    const meant = names.includes(name) ? name : nearestTo(name, names)[0];
    const plugin = others.find(({ brings }) => meant !== undefined && brings[kind]?.includes(meant));
    if (!plugin) return undefined;
    return `${meant === name ? '' : `Did you mean "${meant}"? `}The plugin "${plugin.name}" provides it: ${this.#howToGet(plugin)}`;
  }

  whoBringsAny(kind: Brought): string | undefined {
    const [plugin, ...others] = this.#plugins.filter(({ brings }) => (brings[kind]?.length ?? 0) > 0);
    if (!plugin) return undefined;
    const names = [plugin, ...others].map(({ name }) => `"${name}"`);
    return `The plugin ${names.join(' or ')} brings one: ${this.#howToGet(plugin)}`;
  }

  waitingKeys(place: SectionPlace): readonly string[] {
    return this.#plugins
      .filter((plugin) => this.#isWaiting(plugin) && !this.#isLoaded(plugin.name))
      .flatMap(({ brings }) => brings[place] ?? []);
  }

  /** The package of a known plugin. */
  packageOf(name: string): string | undefined {
    return this.#plugins.find((plugin) => plugin.name === name)?.package;
  }

  /** The command that installs a package, for the package manager of the project. */
  installCommand(name: string): string {
    return installCommand(name, this.#folder);
  }

  #isWaiting({ name }: KnownPlugin): boolean {
    return this.#waiting.includes(name);
  }

  #howToGet(plugin: KnownPlugin): string {
    if (this.#isWaiting(plugin))
      return `it is loaded if the configuration has ${keysOf(plugin)
        .map((key) => `\`${key}\``)
        .join(' or ')}.`;
    return `add ${plugin.name} to \`plugins:\` (not installed? ${this.installCommand(plugin.package)}).`;
  }
}

/** The keys of a plugin, at the top of the configuration and in roles. */
function keysOf({ brings }: KnownPlugin): readonly string[] {
  return [...new Set([...(brings.project ?? []), ...(brings.role ?? [])])];
}

/** The registrations of a loaded plugin, as a {@link KnownPlugin}. */
export function broughtBy(registries: Registries, plugin: string): KnownPlugin['brings'] {
  const brings: Record<string, string[]> = {};
  for (const { kind, at, name, owner } of registrationsOf(registries)) {
    if (owner !== plugin || kind === 'undo step') continue;
    for (const brought of [kind === 'section' ? [] : kind, at ?? []].flat())
      brings[brought] = [...(brings[brought] ?? []), name];
  }
  return brings;
}
