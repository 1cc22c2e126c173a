/** A logical line of Python: joined over brackets and continued lines, without comments. */
export interface PythonStatement {
  /** The statement with the content of its texts blanked, so that a pattern never matches inside a text. */
  readonly code: string;
  /** The same, with its texts. */
  readonly source: string;
  /** Its indentation in characters: 0 at the top of the module. */
  readonly indent: number;
}

/** Divides Python source into statements. Source that is no Python gives statements that mean nothing, never an error. */
export function statementsOf(source: string): readonly PythonStatement[] {
  const statements: PythonStatement[] = [];
  let code = '';
  let text = '';
  let depth = 0;
  const end = () => {
    const indent = code.search(/\S/);
    if (indent >= 0) statements.push({ code: code.trim(), source: text.trim(), indent });
    code = '';
    text = '';
  };
  for (let at = 0; at < source.length; ) {
    const literal = literalAt(source, at);
    if (literal !== undefined) {
      const { quote, closed } = literal;
      text += literal.text;
      const inside = literal.text.slice(quote.length, closed ? -quote.length : undefined);
      code += quote + inside.replaceAll(/[^\n]/g, ' ').replaceAll('\n', ' ') + (closed ? quote : '');
      at += literal.text.length;
      continue;
    }
    const char = source.charAt(at);
    if (char === '#') {
      const line = source.indexOf('\n', at);
      at = line < 0 ? source.length : line;
      continue;
    }
    if (char === '\\' && /^\\\r?\n/.test(source.slice(at, at + 3))) {
      at = source.indexOf('\n', at) + 1;
      continue;
    }
    if (char === '\n') {
      if (depth > 0) {
        code += ' ';
        text += ' ';
      } else end();
      at += 1;
      continue;
    }
    if ('([{'.includes(char)) depth += 1;
    if (')]}'.includes(char)) depth = Math.max(0, depth - 1);
    code += char;
    text += char;
    at += 1;
  }
  end();
  return statements;
}

/** The text literal that begins here, if one does. */
function literalAt(source: string, at: number): { text: string; quote: string; closed: boolean } | undefined {
  const char = source.charAt(at);
  if (char !== '"' && char !== "'") return undefined;
  const quote = source.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
  let end = at + quote.length;
  while (end < source.length && !source.startsWith(quote, end)) {
    // A text of one line ends with the line, closed or not.
    if (quote.length === 1 && source.charAt(end) === '\n')
      return { text: source.slice(at, end), quote, closed: false };
    end += source.charAt(end) === '\\' ? 2 : 1;
  }
  const closed = end < source.length;
  return { text: source.slice(at, closed ? end + quote.length : source.length), quote, closed };
}

/** What the names of a module mean, by its imports: `Flask` is `flask.Flask`. */
export function importedNames(statements: readonly PythonStatement[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { code } of statements) {
    const from = /^from\s+([\w.]+)\s+import\s+\(?([^)]*)\)?$/.exec(code);
    for (const part of from?.[2]?.split(',') ?? []) {
      const [, name, alias] = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(part) ?? [];
      if (name !== undefined) names.set(alias ?? name, `${from?.[1] ?? ''}.${name}`);
    }
    const plain = /^import\s+(.+)$/.exec(code);
    for (const part of plain?.[1]?.split(',') ?? []) {
      const [, module, alias] = /^\s*([\w.]+)(?:\s+as\s+(\w+))?\s*$/.exec(part) ?? [];
      if (module === undefined) continue;
      if (alias !== undefined) names.set(alias, module);
      else names.set(module.split('.')[0] ?? module, module.split('.')[0] ?? module);
    }
  }
  return names;
}

/** A dotted name with its first part replaced by what was imported under it. */
export function resolveName(dotted: string, names: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = dotted.split('.');
  return [names.get(first) ?? first, ...rest].join('.');
}
