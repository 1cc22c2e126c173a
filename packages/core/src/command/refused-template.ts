/** Where a placeholder is, in the text of a template: no shell command holds a NUL byte otherwise. */
export const PLACEHOLDER = '\0';

/** Where no value is safe, and what a template may not leave open. */
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

/** A template that `sh` does not take. It never leaves `command/`: an `FckError` is made of it. */
export class RefusedTemplate extends Error {
  constructor(
    readonly place: RefusedPlace,
    /** Where in the template's text. */
    readonly at: number,
    /** Where the quotes or the like begin that it is in. */
    readonly from = at,
  ) {
    super(place);
  }
}
