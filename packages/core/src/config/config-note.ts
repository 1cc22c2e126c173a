import { relative } from 'node:path';
import type { ConfigNote, Project } from '../api/project.js';
import { formatPlace } from '../errors/fck-error.js';

/** `role_web.yaml:12:3: the remark`. Paths are relative to the configuration. */
export function configNoteText(
  { directory }: Pick<Project, 'directory'>,
  { text, where }: ConfigNote,
): string {
  return `${formatPlace({ ...where, file: relative(directory, where.file) })}: ${text}`;
}
