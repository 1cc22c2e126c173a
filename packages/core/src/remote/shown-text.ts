import { holdsSecrets, withoutSecrets, withSecrets } from '../command/escaped.js';
import type { FileToWrite } from './changes.js';

/** The text of a file as a diff may show it. */
export function shownAfter({ content, marked }: FileToWrite): string {
  return marked === undefined ? content.toString() : withoutSecrets(marked);
}

/**
 * What stands in a file that is about to be written, as a diff may show it. If the new text holds secrets, the old one may
 * hold others that nobody knows any more: of it only lines are shown that the new one has, too. Of a line whose secret
 * is another one, what stands before it is shown.
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

/** What stands before the first secret of a line. */
function beginningOf(line: string): string {
  return withoutSecrets(line).split('***')[0] ?? '';
}
