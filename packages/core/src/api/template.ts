import type { Place } from '../errors/fck-error.js';
import type { Registry } from './registry.js';

/**
 * The data of each template, by its name. A plugin that has templates adds their types, for plugins that override them:
 *
 * @example
 * declare module '@fck/core' {
 *   interface TemplateData {
 *     'nginx.site': NginxSite;
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: plugins fill it
export interface TemplateData {}

/** The data of the template with this name; `unknown` if no imported plugin declares it. */
export type DataOf<Name extends string> = Name extends keyof TemplateData ? TemplateData[Name] : unknown;

/** The name of a template. Editors complete the known ones. */
export type TemplateName = keyof TemplateData | (string & {});

/** A text that a plugin writes onto hosts and that other plugins may change. Registered in `fck.templates`. */
export interface Template<Data = unknown> {
  readonly about: string;
  /** The meaning of each key of the data, for `fck explain`. */
  readonly data: { readonly [Key in keyof Data & string]-?: string };
  /** The text without overrides. */
  render(data: Data): string;
  /**
   * Required parts that are missing in a text, each in words: `the location of the verification`. Called after every override, so
   * that the error names the override that removed a part.
   */
  missing?(text: string, data: Data): readonly string[];
}

/**
 * Changes the text of a template.
 *
 * @param text the text before this override. It may contain secrets: do not log it
 * @returns the text to write instead
 */
export type TemplateOverride<Data = unknown> = (text: string, data: Data) => string;

/** An override that a plugin registered. */
export interface RegisteredOverride {
  /** The template that it changes. */
  readonly template: string;
  /** The plugin. */
  readonly owner: string;
  change(text: string, data: unknown): unknown;
  readonly where: Place | undefined;
}

/** The texts that plugins write onto hosts, by name, and the overrides of other plugins. */
export interface Templates extends Registry<Template> {
  register<Name extends TemplateName>(name: Name, template: Template<DataOf<Name>>): void;
  /**
   * Overrides the text of another plugin's template. Overrides of one template apply in the order in which their plugins are listed, each
   * to the result of the one before. The template itself may be registered later.
   *
   * @throws FckError `OVERRIDE_SHAPE`, `REGISTERED_TOO_LATE`
   * @example
   * fck.templates.override('nginx.site', (text) => text.replace('server {\n', 'server {\n    server_tokens off;\n'));
   */
  override<Name extends TemplateName>(name: Name, change: TemplateOverride<DataOf<Name>>): void;
  /**
   * The text of a template, with all overrides.
   *
   * @throws FckError `NAME_UNKNOWN`, `TEMPLATE_NO_TEXT`, `TEMPLATE_BROKEN`, and what the template or an override throws
   */
  render<Name extends TemplateName>(name: Name, data: DataOf<Name>): string;
  /** The overrides of a template, in the order in which they apply. */
  overridesOf(name: string): readonly RegisteredOverride[];
  /** Every override, in the order in which they were registered. */
  overrides(): readonly RegisteredOverride[];
}
