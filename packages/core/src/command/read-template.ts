import { commandErrors } from '../errors/command.js';
import { PLACEHOLDER, RefusedTemplate } from './refused-template.js';
import { ShellText } from './shell-text.js';

/** A template whose placeholders are all in safe places. */
export interface ReadTemplate {
  /** The texts between the values, as the shell gets them. */
  readonly texts: readonly string[];
  /** For each value that must be quoted even if it is a plain word: the character after it. */
  readonly touches: readonly (string | undefined)[];
}

/** A refused template. */
export interface UnsafeTemplate {
  readonly refused: RefusedTemplate;
  readonly text: string;
}

/** Templates are read once: each place in a program has one array for the life of the program. */
const known = new WeakMap<TemplateStringsArray, ReadTemplate | UnsafeTemplate>();

/** Reads the text of a template and checks whether each of its placeholders is safe. */
export function readTemplate(template: TemplateStringsArray): ReadTemplate | UnsafeTemplate {
  let read = known.get(template);
  if (read === undefined) {
    // JavaScript has no other way to write the shell's own ${.
    read = readTexts(template.raw.map((text) => text.replaceAll('\\${', '${')));
    known.set(template, read);
  }
  return read;
}

function readTexts(texts: readonly string[]): ReadTemplate | UnsafeTemplate {
  if (texts.some((text) => text.includes(PLACEHOLDER))) throw commandErrors.value('a text with a NUL byte');
  const whole = texts.join(PLACEHOLDER);
  try {
    const { endsInComment } = new ShellText(whole);
    return {
      texts: endsInComment ? [...texts.slice(0, -1), `${texts.at(-1)}\n`] : texts,
      touches: texts.slice(1).map((after, index) => touched(texts[index] ?? '', after)),
    };
  } catch (thrown) {
    if (thrown instanceof RefusedTemplate) return { refused: thrown, text: whole };
    throw thrown;
  }
}

/**
 * Places where the shell reads a plain word as something else: after `$name` or `~` as part of the name; before `>` or
 * `<` a number as a descriptor; before `(` as a function or a pattern; at the start of a word `#` as a comment.
 */
function touched(before: string, after: string): string | undefined {
  const next = after.charAt(0);
  return /~$|\$\w+$/.test(before) || /^[<>(#]/.test(after) ? next : undefined;
}
