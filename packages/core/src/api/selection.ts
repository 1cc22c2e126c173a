/**
 * Which hosts a command is for. Where both keys are left out: all. An empty list chooses none, and `undefined` is refused: it may be a
 * variable that was never set.
 */
export interface Selection {
  readonly roles?: readonly string[];
  /** Names, or patterns with `*`. */
  readonly hosts?: readonly string[];
}
