import type { Choices } from './choices.js';
import { howToAdd } from './dependencies.js';
import type { Findings } from './findings.js';
import type { NewFile } from './new-files.js';
import { serverFor } from './server.js';

/** What the user has to know or to do before the site can be deployed. */
export function notesFor(choices: Choices, found: Findings): readonly string[] {
  const { dependencies, django } = found;
  const { missing } = serverFor(choices.application, dependencies);
  const notes: string[] = missing === undefined ? [] : [missing];
  if (dependencies.file === undefined && !dependencies.isPackage)
    notes.push('No file listed the dependencies: add to requirements.txt what else the application imports.');
  const driver = django !== undefined && !dependencies.names.has('django') && dependencies.file !== undefined;
  if (driver)
    notes.push(`django is not among the dependencies: ${howToAdd('django', dependencies)}, and commit it.`);
  if (django && !django.needsSettings && !django.hasBaseFolder)
    notes.push(
      'The settings compute their folders in their own way: add `static:` and `data:` to fck.yaml, if the site needs them.',
    );
  if (django?.sqlite !== undefined && choices.hosts.length > 1)
    notes.push('Each host has a SQLite database of its own: with several hosts, use a database server.');
  if (found.worker !== undefined)
    notes.push(
      `${found.worker} is among the dependencies, but its workers are not in fck.yaml: it describes the site alone.`,
    );
  return notes;
}

/** The commands that lead to the served page. */
export function nextSteps(
  { hosts }: Choices,
  { git }: Findings,
  files: readonly NewFile[],
): readonly string[] {
  const committed = files.map(({ path }) => path).filter((path) => !path.startsWith('.fck/'));
  const commit = `git commit -m 'Deploy with fck'`;
  return [
    git ? `git add ${committed.join(' ')} && ${commit}` : `git init && git add -A && ${commit}`,
    ...(hosts.length === 0 ? ['fck sandbox up --install-missing'] : []),
    'fck up',
  ];
}
