import { holdsSecrets, withoutSecrets, withSecrets } from '../command/escaped.js';
import type { FileToWrite } from './changes.js';

/** The text of a file as a diff may show it. */
export function shownAfter({ content, marked }: FileToWrite): string {
  return marked === undefined ? content.toString() : withoutSecrets(marked);
}

/**
 * The current text of a file that is about to be written, for a diff. If the new text contains secrets, the old one may
 * contain others that fck does not know any more: only lines that the new text has, too, are shown. Of a line whose
 * secret changed, the part before the secret is shown.
 */
export function shownBefore({ marked }: Pick<FileToWrite, 'marked'>, before: string): string {
  if (marked === undefined) return before;
  const lines = marked.split('\n');
  const withMarks = lines.filter(holdsSecrets);
  const unchanged = withMarks.reduce(
    (text, line) => text.replaceAll(withSecrets(line), () => withoutSecrets(line)),
    before,
  );
  const known = new Set(lines.map(withoutSecrets));
  const beginnings = withMarks.map(beginningOf).filter((text) => text.trim() !== '');
  return unchanged
    .split('\n')
    .map((line) => {
      if (known.has(line)) return line;
      const beginning = beginnings.find((text) => line.startsWith(text)) ?? '';
      return `${beginning}*** (as it was)`;
    })
    .join('\n');
}

/** The part of a line before its first secret. */
function beginningOf(line: string): string {
  return withoutSecrets(line).split('***')[0] ?? '';
}
