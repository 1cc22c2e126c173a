import { CaseWords } from './case-words.js';
import { HereDocuments } from './here-documents.js';
import { PLACEHOLDER, type RefusedPlace, RefusedTemplate } from './refused-template.js';

/**
 * `${name:-`: after these operators a quoted value is a literal part of the word. After others, bash would calculate
 * with it.
 */
const EXPANSION = /\$\{(?:[A-Za-z_]\w*|\d+|[@*#?$!-])(?::?[-=?+]|##?|%%?)/y;
const NAME = /\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])?/y;

/**
 * Reads the text of a template as a POSIX shell does, far enough to know whether the quotes that `sh` puts around a
 * value work as quotes at each placeholder.
 *
 * A command substitution is a context of its own, also within double quotes ("the input characters between `$(` and the
 * matching `)` shall not be affected by the double-quotes", XCU 2.2.3): a value is safe there. In `${…}` within double
 * quotes, in arithmetic and in here-documents single quotes are ordinary characters: there it is not.
 */
export class ShellText {
  readonly #text: string;
  #at = 0;
  #hereDocuments = new HereDocuments();
  /** Any text after it would belong to its last comment. */
  endsInComment = false;

  /** @throws RefusedTemplate for an unsafe placeholder, and for quotes and other constructs that are not closed. */
  constructor(text: string) {
    this.#text = text;
    this.#commands(undefined);
    this.#hereDocuments.assertRead();
  }

  get #char(): string | undefined {
    return this.#text[this.#at];
  }

  /** A list of commands; in parentheses it ends with `)`. */
  #commands(opened: number | undefined): void {
    const words = new CaseWords();
    for (let char = this.#char; char !== undefined; char = this.#char) {
      if (char === '#' && words.atWordStart) this.#comment();
      else if (char === '\\' && this.#text[this.#at + 1] === '\n') this.#at += 2;
      else if (this.#partOfWord()) words.add(PLACEHOLDER);
      else if (char === '(') this.#group(words);
      else if (char === ')') {
        this.#at += 1;
        if (!words.endPattern() && opened !== undefined) return;
        words.endCommand();
      } else if (/[\s;&|<>]/.test(char)) this.#separator(char, words);
      else {
        words.add(char);
        this.#at += 1;
      }
    }
    if (opened !== undefined) throw new RefusedTemplate('unclosedSubstitution', opened);
  }

  /** A quoted part, an expansion or a placeholder. */
  #partOfWord(): boolean {
    const char = this.#char;
    if (char === PLACEHOLDER) this.#at += 1;
    else if (char === '\\') this.#escaped('backslash');
    else if (char === "'") this.#quotes("'", 'singleQuotes');
    else if (char === '"') this.#doubleQuotes();
    else if (char === '`') this.#quotes('`', 'backticks');
    else if (char === '$') this.#dollar('commands');
    else return false;
    return true;
  }

  #group(words: CaseWords): void {
    const from = this.#at;
    const beginsCommand = words.atCommandStart;
    words.endWord();
    if (words.expectsPattern) this.#at += 1;
    // bash reads ((…)) as arithmetic.
    else if (beginsCommand && this.#text[from + 1] === '(') this.#arithmetic(from, 2);
    else {
      this.#at += 1;
      this.#commands(from);
      words.endCommand();
    }
  }

  #separator(char: string, words: CaseWords): void {
    const rest = this.#text.slice(this.#at, this.#at + 3);
    if (rest.startsWith('<<') && rest !== '<<<') {
      words.endWord();
      this.#at = this.#hereDocuments.begin(this.#text, this.#at);
      return;
    }
    this.#at += rest === '<<<' ? 3 : 1;
    if (char === '\n') {
      words.endCommand();
      this.#at = this.#hereDocuments.read(this.#text, this.#at);
    } else if (/^;[;&]/.test(rest)) {
      words.endBranch();
      this.#at += 1;
    } else if (/[;&|]/.test(char)) words.endCommand();
    else words.endWord();
  }

  #comment(): void {
    const from = this.#at;
    for (; this.#char !== '\n'; this.#at += 1) {
      if (this.#char === PLACEHOLDER) throw new RefusedTemplate('comment', this.#at, from);
      if (this.#char === undefined) {
        this.endsInComment = true;
        return;
      }
    }
  }

  /** A backslash and the character that it escapes. */
  #escaped(place: RefusedPlace, from = this.#at): void {
    if (this.#text[this.#at + 1] === PLACEHOLDER) throw new RefusedTemplate(place, this.#at + 1, from);
    this.#at += 2;
  }

  /** A part that ends with the next character of this kind. In single quotes a backslash is an ordinary character. */
  #quotes(end: "'" | '`', place: 'singleQuotes' | 'backticks' | 'ansiQuotes'): void {
    const from = this.#at;
    this.#at += 1;
    while (this.#char !== end) {
      this.#assertNotHere(place, from);
      // In shells without $'…', the first \' ends it: the text after it is quoted for some shells only.
      if (place === 'ansiQuotes' && this.#text.startsWith("\\'", this.#at))
        throw new RefusedTemplate('unclosedQuotes', this.#at, from);
      if (this.#char === '\\' && place !== 'singleQuotes') this.#escaped(place, from);
      else this.#at += 1;
    }
    this.#at += 1;
  }

  #doubleQuotes(): void {
    const from = this.#at;
    this.#at += 1;
    while (this.#char !== '"') this.#insideDoubleQuotes('doubleQuotes', from);
    this.#at += 1;
  }

  /** One character, or an expansion, of a part that the shell treats like double quotes. */
  #insideDoubleQuotes(place: 'doubleQuotes' | 'parameter' | 'arithmetic', from: number): void {
    this.#assertNotHere(place, from);
    if (this.#char === '\\') this.#escaped(place, from);
    else if (this.#char === '$') this.#dollar(place);
    else if (this.#char === '`') this.#quotes('`', 'backticks');
    else this.#at += 1;
  }

  /** A part that begins with a dollar. */
  #dollar(within: 'commands' | 'doubleQuotes' | 'parameter' | 'arithmetic'): void {
    const from = this.#at;
    const next = this.#text[from + 1];
    if (next === PLACEHOLDER) throw new RefusedTemplate('dollar', from + 1, from);
    if (this.#text.startsWith('((', from + 1)) this.#arithmetic(from, 3);
    else if (next === '(') this.#substitution();
    else if (next === '{') this.#parameter(within !== 'commands');
    else if (next === "'" && within === 'commands') {
      this.#at += 1;
      this.#quotes("'", 'ansiQuotes');
    } else this.#at += match(NAME, this.#text, from).length;
  }

  #substitution(): void {
    const from = this.#at;
    const outer = this.#hereDocuments;
    this.#hereDocuments = new HereDocuments();
    this.#at += 2;
    this.#commands(from);
    this.#hereDocuments.assertRead();
    this.#hereDocuments = outer;
  }

  #parameter(quoted: boolean): void {
    const from = this.#at;
    const known = match(EXPANSION, this.#text, from);
    const isPattern = /[#%]$/.test(known);
    this.#at += known === '' ? 2 : known.length;
    while (this.#char !== '}') {
      if (this.#char === '"') this.#doubleQuotes();
      else if (this.#char === "'" && (!quoted || isPattern)) this.#quotes("'", 'singleQuotes');
      else if (this.#char === PLACEHOLDER && !quoted && known !== '') this.#at += 1;
      else if (this.#char === '$' && !quoted) this.#dollar('commands');
      else this.#insideDoubleQuotes('parameter', from);
    }
    this.#at += 1;
  }

  #arithmetic(from: number, opening: number): void {
    this.#at += opening;
    for (let depth = 2; depth > 0; ) {
      if (this.#char === '(') depth += 1;
      else if (this.#char === ')') depth -= 1;
      // A single ) inside: it is no arithmetic, and shells disagree on what it is.
      if (this.#char === ')' && depth === 1 && this.#text[this.#at + 1] !== ')')
        throw new RefusedTemplate('unclosedSubstitution', from);
      this.#insideDoubleQuotes('arithmetic', from);
    }
  }

  #assertNotHere(place: RefusedPlace, from: number): void {
    if (this.#char === PLACEHOLDER) throw new RefusedTemplate(place, this.#at, from);
    if (this.#char === undefined) throw new RefusedTemplate(unclosed(place), from);
  }
}

function unclosed(place: RefusedPlace): RefusedPlace {
  return place === 'parameter' || place === 'arithmetic' ? 'unclosedSubstitution' : 'unclosedQuotes';
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
