/** Words after which the shell expects a command, and so reads `case` as syntax. */
const BEFORE_COMMANDS = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '{', '!']);

/** The next part of a `case`: its subject, `in`, a pattern, or the commands of a pattern. */
type Expected = 'subject' | 'in' | 'pattern' | 'commands';

/**
 * Follows the words of a list of commands, to know whether a `)` ends a pattern of `case` or a substitution: that
 * decides where the quotes around the substitution continue.
 */
export class CaseWords {
  #word = '';
  /** The next word is the first of a command. */
  #first = true;
  readonly #open: Expected[] = [];

  /** No character of the word has been read yet. */
  get atWordStart(): boolean {
    return this.#word === '';
  }

  get atCommandStart(): boolean {
    return this.#first && this.atWordStart;
  }

  get expectsPattern(): boolean {
    return this.#open.at(-1) === 'pattern';
  }

  /** A character of a word, or a quoted or expanded part, which makes it no reserved word. */
  add(part: string): void {
    this.#word += part;
  }

  endWord(): void {
    const word = this.#word;
    if (word === '') return;
    this.#word = '';
    const expected = this.#open.at(-1);
    const wasFirst = this.#first;
    this.#first = (wasFirst && BEFORE_COMMANDS.has(word)) || word === 'do';
    if (expected === 'subject') this.#expect('in');
    else if (expected === 'in' && word === 'in') this.#expect('pattern');
    else if (word === 'esac' && (expected === 'pattern' || (expected === 'commands' && wasFirst)))
      this.#open.pop();
    else if (word === 'case' && wasFirst && expected !== 'pattern') this.#open.push('subject');
  }

  /** A newline, `;`, `&`, `|`, or the end of a group: a command may begin. */
  endCommand(): void {
    this.endWord();
    this.#first = true;
  }

  /** `;;` or `;&`: the commands of a pattern end. */
  endBranch(): void {
    this.endCommand();
    if (this.#open.at(-1) === 'commands') this.#expect('pattern');
  }

  /** Whether a `)` ends a pattern. */
  endPattern(): boolean {
    this.endWord();
    if (!this.expectsPattern) return false;
    this.#expect('commands');
    this.#first = true;
    return true;
  }

  #expect(next: Expected): void {
    this.#open[this.#open.length - 1] = next;
  }
}
