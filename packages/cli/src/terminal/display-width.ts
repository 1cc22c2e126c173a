import { stripVTControlCharacters } from 'node:util';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about.
const COLOR = /(\u001b\[[\d;]*m)/;
/** What nearly every text is made of, and is as wide as it is long. */
const PLAIN = /^[\x20-\x7e]*$/;
/** What stands above, below or within the character before it, and takes no column of its own. */
const ABOVE = /^(?:[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]|\p{Emoji_Modifier})$/u;
/** East Asian characters and emoji, as Unicode's East Asian Width has them: they take two columns. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tangut}\p{Emoji_Presentation}\u2e80-\u303e\u3041-\u33ff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]$/u;
/** Of those, the half-width forms; and a letter of a flag, which is half of it. */
const HALF = /^[\u{1f1e6}-\u{1f1ff}\uff61-\uffdc\uffe8-\uffee]$/u;
/** Joins the emoji on both sides of it to one. */
const JOINER = '\u200d';
/** Asks for the character before it as an emoji, which takes two columns. */
const AS_EMOJI = '\ufe0f';

/** How many columns of a terminal a text takes: East Asian characters and emoji take two. The text has no colours. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  let last = 0;
  let isJoined = false;
  for (const character of text) {
    if (character === AS_EMOJI && last === 1) {
      width += 1;
      last = 2;
    }
    if (!isJoined && !ABOVE.test(character)) {
      last = WIDE.test(character) && !HALF.test(character) ? 2 : 1;
      width += last;
    }
    isJoined = character === JOINER;
  }
  return width;
}

/** A text with spaces behind it, up to so many columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** A text that takes at most so many columns: what is too long ends with `…`. Colours stay whole. */
export function fitted(text: string, width: number): string {
  if (displayWidth(stripVTControlCharacters(text)) <= width) return text;
  let left = Math.max(0, width - 1);
  let isCut = false;
  let fits = '';
  for (const part of text.split(COLOR)) {
    if (part.startsWith('\u001b')) fits += part;
    else if (!isCut) {
      const taken = beginningOf(part, left);
      fits += taken;
      left -= displayWidth(taken);
      isCut = taken.length < part.length;
      if (isCut) fits += '…';
    }
  }
  return fits;
}

/** As many whole characters as fit into so many columns. */
function beginningOf(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, width);
  let taken = '';
  let left = width;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    left -= displayWidth(segment);
    if (left < 0) break;
    taken += segment;
  }
  return taken;
}
