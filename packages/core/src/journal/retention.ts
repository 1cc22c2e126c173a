import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** How many runs to keep. */
export const KEPT_RUNS = 50;

const JOURNAL = /^(\d{8}T\d{6}Z-[\da-f]{6})\.ndjson$/;

/** The file of a run's journal in the folder of journals. */
export function fileOfRun(run: string): string {
  return `${run}.ndjson`;
}

/** The runs whose journals are among these files, newest first. Files with other names are ignored. */
export function runsAmong(files: readonly string[]): string[] {
  return files
    .flatMap((file) => JOURNAL.exec(file)?.[1] ?? [])
    .toSorted()
    .toReversed();
}

/** The journals to delete. The journal of the run that begins stays, whatever its clock. */
export function expiredAmong(files: readonly string[], begins: string): string[] {
  const others = runsAmong(files).filter((run) => run !== begins);
  return others.slice(KEPT_RUNS - 1).map(fileOfRun);
}

/** Deletes the oldest journals. A failed deletion is tried again with the next run. */
export function forgetOldRuns(folder: string, begins: string): void {
  try {
    for (const file of expiredAmong(readdirSync(folder), begins)) rmSync(join(folder, file), { force: true });
  } catch {}
}
