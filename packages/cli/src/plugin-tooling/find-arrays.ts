/** An array literal in a source text. */
export interface Bracketed {
  /** Offsets of its brackets. */
  readonly open: number;
  readonly close: number;
  /** Offset behind the last thing in it that is no comment; undefined if there is nothing. */
  readonly lastEnd: number | undefined;
  /** The plain strings in it. */
  readonly strings: readonly string[];
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The array literals that are the value of a property of this name. What stands in comments and strings is no property. */
export function findArrays(source: string, property: string): Bracketed[] {
  const tokens = tokensOf(source);
  return tokens.flatMap(({ text }, index) => {
    const isKey = text === property || text === `'${property}'` || text === `"${property}"`;
    const isProperty = isKey && tokens[index - 1]?.text !== '.' && tokens[index + 1]?.text === ':';
    if (!isProperty || tokens[index + 2]?.text !== '[') return [];
    const array = bracketed(tokens, index + 2);
    return array ? [array] : [];
  });
}

const OPENING = new Set(['[', '{', '(']);
const CLOSING = new Set([']', '}', ')']);

function bracketed(tokens: readonly Token[], from: number): Bracketed | undefined {
  let depth = 0;
  for (const [index, { text }] of tokens.entries()) {
    if (index < from) continue;
    if (OPENING.has(text)) depth += 1;
    if (CLOSING.has(text)) depth -= 1;
    if (depth > 0) continue;
    const inner = tokens.slice(from + 1, index);
    return {
      open: tokens[from]?.start ?? 0,
      close: tokens[index]?.start ?? 0,
      lastEnd: inner.at(-1)?.end,
      strings: inner.flatMap((token) => /^['"](.*)['"]$/s.exec(token.text)?.[1] ?? []),
    };
  }
  return undefined;
}

const PIECES = [
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y, // not looked at
  /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|[\p{ID_Start}$_][\p{ID_Continue}$]*|\d[\w.]*/uy,
] as const;
const REGULAR_EXPRESSION = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;

/** Words, strings and marks. A whole template literal counts as one. */
function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  for (let start = 0; start < source.length; ) {
    const [space, piece] = PIECES.map((pattern) => endOf(pattern, source, start));
    const mayBeExpression = !/^[\w$)\]}'"`]/.test(tokens.at(-1)?.text.slice(-1) ?? '');
    const end =
      space ??
      piece ??
      (source[start] === '`' ? templateEnd(source, start) : undefined) ??
      (mayBeExpression ? endOf(REGULAR_EXPRESSION, source, start) : undefined) ??
      start + 1;
    if (space === undefined) tokens.push({ text: source.slice(start, end), start, end });
    start = end;
  }
  return tokens;
}

function endOf(pattern: RegExp, source: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : undefined;
}

/** Where a template literal ends, with the expressions in it, which may hold further ones. */
function templateEnd(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== '`') {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith('${', at)) at = expressionEnd(source, at + 2);
    else at += 1;
  }
  return Math.min(at + 1, source.length);
}

function expressionEnd(source: string, start: number): number {
  let depth = 1;
  let at = start;
  while (at < source.length && depth > 0) {
    if (source[at] === '`') {
      at = templateEnd(source, at);
      continue;
    }
    if (source[at] === '{') depth += 1;
    if (source[at] === '}') depth -= 1;
    at += 1;
  }
  return at;
}
