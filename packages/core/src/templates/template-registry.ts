import type {
  DataOf,
  RegisteredOverride,
  Template,
  TemplateName,
  TemplateOverride,
  Templates,
} from '../api/template.js';
import { attributed } from '../attribution/attribution.js';
import { placeThrown } from '../attribution/place-thrown.js';
import type { Watch } from '../attribution/watched.js';
import type { FckError } from '../errors/fck-error.js';
import { inWords } from '../errors/found-in-words.js';
import { templateErrors } from '../errors/template.js';
import { Registry, type RegistryDetails } from '../registry/registry.js';

/** The texts that plugins write to hosts, by name, with the overrides of other plugins. */
export class TemplateRegistry extends Registry<Template> implements Templates {
  readonly #owner: () => string;
  readonly #overrides: RegisteredOverride[] = [];
  readonly #watch: Watch | undefined;

  /** @param owner names the plugin that is being applied */
  constructor(owner: () => string, details: RegistryDetails<Template>) {
    super('template', owner, details);
    this.#owner = owner;
    this.#watch = details.watch;
  }

  override register<Name extends TemplateName>(name: Name, template: Template<DataOf<Name>>): void {
    super.register(name, template);
  }

  override<Name extends TemplateName>(name: Name, change: TemplateOverride<DataOf<Name>>): void {
    const owner = this.#owner();
    if (typeof change !== 'function') throw templateErrors.wrongOverride(name, inWords(change), owner);
    const to = { plugin: owner, what: `override of "${name}"`, watch: this.#watch };
    const where = placeThrown(new Error());
    this.#overrides.push({ template: name, owner, change: attributed(change, to), where });
  }

  render<Name extends TemplateName>(name: Name, data: DataOf<Name>): string {
    const template = this.get(name);
    let text = template.render(data);
    for (const override of this.overridesOf(name)) {
      const changed = override.change(text, data);
      if (typeof changed !== 'string')
        throw templateErrors.noText(
          name,
          changed === undefined ? 'nothing' : inWords(changed),
          override.owner,
          override.where,
        );
      text = changed;
      const missing = template.missing?.(text, data) ?? [];
      if (missing.length > 0) throw templateErrors.broken(name, missing, override.owner, override.where);
    }
    return text;
  }

  overridesOf(name: string): readonly RegisteredOverride[] {
    return this.#overrides.filter(({ template }) => template === name);
  }

  overrides(): readonly RegisteredOverride[] {
    return this.#overrides;
  }

  /**
   * Checks, once all plugins are applied, that the template of every override exists.
   *
   * @throws FckError `NAME_UNKNOWN` with the nearest known names, naming the plugin.
   */
  checkOverrides(): void {
    const dangling = this.#overrides.find(({ template }) => !this.has(template));
    if (dangling) throw this.#noSuchTemplate(dangling);
  }

  #noSuchTemplate({ template, owner, where }: RegisteredOverride): FckError {
    return this.unknown(template).stamp({ plugin: owner, where });
  }
}
