import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** How many runs are remembered. */
export const KEPT_RUNS = 50;

const JOURNAL = /^(\d{8}T\d{6}Z-[\da-f]{6})\.ndjson$/;

/** The file of a run's journal in the folder of journals. */
export function fileOfRun(run: string): string {
  return `${run}.ndjson`;
}

/** The runs whose journals are among these files, newest first. Files of other names are none of them. */
export function runsAmong(files: readonly string[]): string[] {
  return files
    .flatMap((file) => JOURNAL.exec(file)?.[1] ?? [])
    .toSorted()
    .toReversed();
}

/** The files of the runs that need not be remembered any longer. That of the run that begins stays, whatever the clock says. */
export function expiredAmong(files: readonly string[], begins: string): string[] {
  const others = runsAmong(files).filter((run) => run !== begins);
  return others.slice(KEPT_RUNS - 1).map(fileOfRun);
}

/** Forgets the oldest runs. What cannot be removed now is tried again with the next run. */
export function forgetOldRuns(folder: string, begins: string): void {
  try {
    for (const file of expiredAmong(readdirSync(folder), begins)) rmSync(join(folder, file), { force: true });
  } catch {}
}
