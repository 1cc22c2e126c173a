/** One directive of nginx's configuration, and the content of its braces. */
export interface Directive {
  readonly words: readonly string[];
  readonly block: readonly Directive[] | undefined;
  /** The line where it begins, from 1. */
  readonly line: number;
}

/**
 * Reads the text of a configuration file as nginx does. It never fails: of a broken text, it reads what it can, because
 * `nginx -t` decides what is valid.
 */
export function parseDirectives(text: string): Directive[] {
  const tokens = tokensOf(text);
  return directivesUpToBrace(tokens);
}

type Token = ({ readonly word: string } | { readonly sign: string }) & { readonly line: number };

/** A comment, a quoted word, a sign, or a plain word. */
const TOKEN =
  /\s+|#[^\n]*|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([;{}])|((?:\\[\s\S]|\$\{|[^\s;{\\])+)/g;

function* tokensOf(text: string): Generator<Token> {
  let line = 1;
  for (const [all, double, single, sign, plain] of text.matchAll(TOKEN)) {
    if (sign !== undefined) yield { sign, line };
    const word = double ?? single ?? plain;
    if (word !== undefined) yield { word: word.replace(/\\(["'\\])/g, '$1'), line };
    line += all.split('\n').length - 1;
  }
}

function directivesUpToBrace(tokens: Iterator<Token>): Directive[] {
  const directives: Directive[] = [];
  let words: string[] = [];
  let line = 1;
  for (let next = tokens.next(); !next.done; next = tokens.next()) {
    const token = next.value;
    if ('word' in token) {
      if (words.length === 0) line = token.line;
      words.push(token.word);
    } else if (token.sign === '}') break;
    else {
      const block = token.sign === '{' ? directivesUpToBrace(tokens) : undefined;
      directives.push({ words, block, line });
      words = [];
    }
  }
  return directives;
}
