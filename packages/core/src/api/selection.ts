/**
 * The hosts that a command works on. Without both keys: all. An empty list chooses none, and `undefined` is refused, since it may be a
 * variable that was never set.
 */
export interface Selection {
  readonly roles?: readonly string[];
  /** Names, or patterns with `*`. */
  readonly hosts?: readonly string[];
}
