import type { Place } from '../errors/fck-error.js';

/** A configuration file (or the part of one that describes a role), with the place of each value. */
export interface ConfigDocument {
  /** The data, with `!env` resolved. */
  readonly value: Readonly<Record<string, unknown>>;
  /** The data as it may be shown: `!env NAME` instead of its value. */
  readonly shown: Readonly<Record<string, unknown>>;
  readonly file: string;
  /** Whether it is a file of fabcloudkit, whose keys were translated. */
  readonly isTranslated?: boolean | undefined;
  /** The place of the value at this path, or of its nearest parent if the path is absent. */
  placeOf(path: readonly PropertyKey[]): Place;
}
