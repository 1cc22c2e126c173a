import { parse } from 'yaml';

/** A text as a YAML value that is read as this text again, also inside of `[…]` and `{…}`. */
export function yamlText(text: string): string {
  const isPlain = /^[A-Za-z0-9_/.][\w./@+-]*(:[\w./@+-]+)*$/.test(text) && parse(text) === text;
  return isPlain ? text : JSON.stringify(text);
}

/** Texts as a list in one line. */
export function yamlList(texts: readonly string[]): string {
  return `[${texts.map(yamlText).join(', ')}]`;
}
