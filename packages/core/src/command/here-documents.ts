import { PLACEHOLDER, RefusedTemplate } from './refused-template.js';

/** A here-document whose lines begin after the next newline. */
interface HereDocument {
  readonly delimiter: string;
  /** The shell expands nothing in it. */
  readonly quoted: boolean;
  /** Begun with `<<-`. */
  readonly tabs: boolean;
  readonly at: number;
}

/** The here-documents that a list of commands has begun. */
export class HereDocuments {
  #pending: HereDocument[] = [];

  /** Reads `<<` and the delimiter after it. @returns the end of the delimiter. */
  begin(text: string, at: number): number {
    const [begin = '', dash] = /^<<(-?)[ \t]*/.exec(text.slice(at)) ?? [];
    const rest = text.slice(at + begin.length);
    const [word = ''] = /^(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s;&|<>()'"\\])*/.exec(rest) ?? [];
    const placeholder = word.indexOf(PLACEHOLDER);
    if (placeholder >= 0) throw new RefusedTemplate('hereDocument', at + begin.length + placeholder);
    this.#pending.push({
      delimiter: word.replace(/['"]|\\([\s\S])/g, '$1'),
      quoted: /['"\\]/.test(word),
      tabs: dash === '-',
      at,
    });
    return at + begin.length + word.length;
  }

  /** Reads the lines of all here-documents that were begun. @returns their end. */
  read(text: string, at: number): number {
    const end = this.#pending.reduce((from, document) => endOf(document, text, from), at);
    this.#pending = [];
    return end;
  }

  /** @throws RefusedTemplate if the lines of one are missing. */
  assertRead(): void {
    const [missing] = this.#pending;
    if (missing !== undefined) throw new RefusedTemplate('unclosedHereDocument', missing.at);
  }
}

function endOf(document: HereDocument, text: string, from: number): number {
  let at = from;
  let joined = false;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const line = text.slice(at, newline < 0 ? undefined : newline);
    const isEnd = !joined && (document.tabs ? line.replace(/^\t+/, '') : line) === document.delimiter;
    const placeholder = line.indexOf(PLACEHOLDER);
    if (placeholder >= 0) throw new RefusedTemplate('hereDocument', at + placeholder);
    at += line.length + (newline < 0 ? 0 : 1);
    if (isEnd) return at;
    // The shell joins such a line with the next one, so that is no delimiter.
    joined = !document.quoted && /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
  }
  throw new RefusedTemplate('unclosedHereDocument', document.at);
}
