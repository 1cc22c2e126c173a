/**
 * The types of the APIs that plugins expose to each other. A plugin adds its own:
 *
 * @example
 * declare module '@fck/core' {
 *   interface ExposedApis {
 *     audit: { record(text: string): void };
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: plugins add members
export interface ExposedApis {}

/** The type of an API by its name; `object` if no plugin has declared it in {@link ExposedApis}. */
export type ExposedApi<Name extends string> = Name extends keyof ExposedApis ? ExposedApis[Name] : object;
