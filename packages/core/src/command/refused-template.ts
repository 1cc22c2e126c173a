/** Marks a placeholder in the text of a template: no shell command contains a NUL byte otherwise. */
export const PLACEHOLDER = '\0';

/** Places where no value is safe, and constructs that a template must close. */
export type RefusedPlace =
  | 'singleQuotes'
  | 'doubleQuotes'
  | 'ansiQuotes'
  | 'backticks'
  | 'parameter'
  | 'arithmetic'
  | 'comment'
  | 'hereDocument'
  | 'backslash'
  | 'dollar'
  | 'unclosedQuotes'
  | 'unclosedSubstitution'
  | 'unclosedHereDocument';

/** A template that `sh` refuses. It never leaves `command/`: an `FckError` is made of it. */
export class RefusedTemplate extends Error {
  constructor(
    readonly place: RefusedPlace,
    /** Position in the template's text. */
    readonly at: number,
    /** Start of the quotes or other construct around it. */
    readonly from = at,
  ) {
    super(place);
  }
}
