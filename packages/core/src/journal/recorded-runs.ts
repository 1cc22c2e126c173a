import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Project } from '../api/project.js';
import { journalErrors } from '../errors/journal.js';
import { parseJournal, type RecordedRun } from './recorded-run.js';
import { fileOfRun, runsAmong } from './retention.js';
import { journalFolder } from './run-recorder.js';

/**
 * The recorded runs of this configuration, newest first, read one after the other on demand.
 *
 * @throws FckError `RUN_UNREADABLE`
 */
export async function* recordedRuns(project: Project): AsyncGenerator<RecordedRun> {
  const folder = journalFolder(project.stateDirectory);
  const files = await readdir(folder).catch(unlessMissing(folder, []));
  for (const name of runsAmong(files)) {
    const run = await readRun(project, name);
    if (run) yield run;
  }
}

/**
 * One run of this configuration.
 *
 * @throws FckError `RUN_UNKNOWN`, `RUN_UNREADABLE`
 */
export async function recordedRun(project: Project, name: string): Promise<RecordedRun> {
  const isName = runsAmong([fileOfRun(name)]).length > 0;
  const run = isName ? await readRun(project, name) : undefined;
  if (!run) throw journalErrors.runUnknown(name);
  return run;
}

/** The configuration's file as journals name it: they may move with its folder. */
export function configFileOf({ directory, document }: Project): string {
  return relative(directory, document.file);
}

/** Undefined if there is none, or if it belongs to another configuration. */
async function readRun(project: Project, name: string): Promise<RecordedRun | undefined> {
  const file = join(journalFolder(project.stateDirectory), fileOfRun(name));
  const run = parseJournal(await readFile(file, 'utf8').catch(unlessMissing(file, '')));
  return run?.head.run === name && run.head.config.file === configFileOf(project) ? run : undefined;
}

/**
 * The default for a file or folder that does not exist. Other errors are thrown: the file may be that of the last run.
 */
function unlessMissing<T>(path: string, instead: T): (thrown: NodeJS.ErrnoException) => T {
  return (thrown) => {
    if (thrown.code === 'ENOENT') return instead;
    throw journalErrors.unreadable(path, thrown.message);
  };
}
