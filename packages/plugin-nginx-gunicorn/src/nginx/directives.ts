/** One directive of nginx's configuration, and what stands between its braces. */
export interface Directive {
  readonly words: readonly string[];
  readonly block: readonly Directive[] | undefined;
}

/**
 * Reads the text of a configuration file as nginx does. It never fails: where the text is broken, it reads what it can,
 * because what is right is for `nginx -t` to say.
 */
export function parseDirectives(text: string): Directive[] {
  const tokens = tokensOf(text);
  return directivesUpToBrace(tokens);
}

type Token = { readonly word: string } | { readonly sign: string };

/** A comment, a quoted word, a sign, or a plain word. */
const TOKEN =
  /\s+|#[^\n]*|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([;{}])|((?:\\[\s\S]|\$\{|[^\s;{\\])+)/g;

function* tokensOf(text: string): Generator<Token> {
  for (const [, double, single, sign, plain] of text.matchAll(TOKEN)) {
    if (sign !== undefined) yield { sign };
    const word = double ?? single ?? plain;
    if (word !== undefined) yield { word: word.replace(/\\(["'\\])/g, '$1') };
  }
}

function directivesUpToBrace(tokens: Iterator<Token>): Directive[] {
  const directives: Directive[] = [];
  let words: string[] = [];
  for (let next = tokens.next(); !next.done; next = tokens.next()) {
    const token = next.value;
    if ('word' in token) words.push(token.word);
    else if (token.sign === '}') break;
    else {
      const block = token.sign === '{' ? directivesUpToBrace(tokens) : undefined;
      directives.push({ words, block });
      words = [];
    }
  }
  return directives;
}
