/**
 * What each template is made from, by its name. A plugin that has templates adds theirs, and whoever overrides one has the
 * types:
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

/** What a template of this name is made from; `unknown` where no plugin that was imported says so. */
export type DataOf<Name extends string> = Name extends keyof TemplateData ? TemplateData[Name] : unknown;

/** The name of a template. Editors offer those that are known. */
export type TemplateName = keyof TemplateData | (string & {});

/** A text that a plugin writes onto hosts and that other plugins may change. Registered in `fck.templates`. */
export interface Template<Data = unknown> {
  readonly about: string;
  /** What each key of the data is, for `fck explain`. */
  readonly data: { readonly [Key in keyof Data & string]-?: string };
  /** The text as it is without overrides. */
  render(data: Data): string;
  /**
   * What a text lacks that its plugin cannot do without, each in words: `the location of the proof`. Asked after every
   * override, so that the one that took it away can be named.
   */
  missing?(text: string, data: Data): readonly string[];
}

/**
 * Changes the text of a template.
 *
 * @param text as it would be without this override. It may hold secrets: log nothing of it
 * @returns the text to write instead
 */
export type TemplateOverride<Data = unknown> = (text: string, data: Data) => string;
