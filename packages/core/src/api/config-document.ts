import type { Place } from '../errors/fck-error.js';

/** A configuration file (or the part of one that describes a role), which knows where each value stands. */
export interface ConfigDocument {
  /** The data, with `!env` resolved. */
  readonly value: Readonly<Record<string, unknown>>;
  /** The data as it may be shown: `!env NAME` instead of its value. */
  readonly shown: Readonly<Record<string, unknown>>;
  readonly file: string;
  /** Whether it is a file of fabcloudkit, whose keys were translated. */
  readonly isTranslated?: boolean | undefined;
  /** Where the value at this path stands; its nearest parent's place if the path itself is absent. */
  placeOf(path: readonly PropertyKey[]): Place;
}
