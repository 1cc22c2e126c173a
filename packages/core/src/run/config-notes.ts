import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fck } from '../api/container.js';
import type { Project } from '../api/project.js';
import { configNoteText } from '../config/config-note.js';

/** Projects whose notes were shown: one process may start several runs. */
const shown = new WeakSet<Project>();

/**
 * Shows which keys of the configuration were translated, and which are ignored, in the first run of a process. Mere
 * translations are not shown again in later runs until they change; `fck config` always lists them.
 */
export function showConfigNotes(fck: Fck): void {
  const { project } = fck;
  if (project.notes.length === 0 || shown.has(project)) return;
  shown.add(project);
  const texts = project.notes.map((note) => ({ level: note.level, text: configNoteText(project, note) }));
  const isNews = remember(project, JSON.stringify(texts));
  for (const { level, text } of texts)
    if (isNews || level === 'warn') fck.emit({ type: 'note', level, text });
}

/** Whether the notes differ from those shown last. True if the last ones cannot be read. */
function remember({ stateDirectory }: Project, texts: string): boolean {
  const file = join(stateDirectory, 'shown-notes');
  const digest = createHash('sha256').update(texts).digest('hex');
  try {
    if (readFileSync(file, 'utf8') === digest) return false;
  } catch {
    // Nothing was shown yet.
  }
  try {
    mkdirSync(stateDirectory, { recursive: true });
    writeFileSync(file, digest, { mode: 0o600 });
  } catch {
    // A folder that cannot be written to does not fail the run.
  }
  return true;
}
