import { translateEntry } from './list-entries.js';
import type { ListEntry, SectionName } from './list-entry.js';
import { mappingOr, type Translation } from './translation.js';

/** Sections of a role that are lists in the files of fabcloudkit since 0.21. */
const SECTIONS = ['provision', 'build', 'activate'] as const;

/** Whether a role file has a section in the list form. */
export function hasLists(role: Readonly<Record<string, unknown>>): boolean {
  return SECTIONS.some((section) => Array.isArray(role[section]));
}

/** Translates each section that is a list into a mapping. */
export function translateLists(translation: Translation, context: Readonly<Record<string, unknown>>): void {
  const lists = SECTIONS.flatMap((section) => {
    const list = translation.at([section]);
    return Array.isArray(list) ? [{ section, list }] : [];
  });
  const [first] = lists;
  if (!first) return;
  translation.note(
    [first.section],
    `${lists.map(({ section }) => `\`${section}:\``).join(', ')}: lists, as fabcloudkit had them since 0.21, are read as mappings. \`fck config\` shows them.`,
  );
  for (const { section } of lists) translation.put([section], {}, [section]);
  for (const { section, list } of lists) {
    for (const [index, written] of list.entries()) {
      const entry = entryOf(section, index, written);
      if (entry) translateEntry(entry, translation, context);
      else
        translation.refuse(
          [section, index],
          `An entry of \`${section}:\` is the name of one tool with its options, such as \`- git: {command: clone_all}\`.`,
          'Write each tool as an entry of its own.',
        );
    }
  }
  // A role without an entry for it does not build, and does not activate.
  for (const { section } of lists)
    if (Object.keys(mappingOr(translation.at([section])) ?? {}).length === 0) translation.remove([section]);
}

function entryOf(section: SectionName, index: number, written: unknown): ListEntry | undefined {
  const entry = typeof written === 'string' ? { [written]: null } : mappingOr(written);
  const [tool, ...others] = Object.keys(entry ?? {});
  if (entry === undefined || tool === undefined || others.length > 0) return undefined;
  const options = mappingOr(entry[tool] ?? {});
  if (!options) return undefined;
  const { command, ...rest } = options;
  if (command !== undefined && typeof command !== 'string') return undefined;
  return { section, tool, command, options: rest, path: [section, index, tool] };
}
