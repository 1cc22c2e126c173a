import { readFile } from 'node:fs/promises';
import { attempt, run } from './process.js';

/** The mount table of this machine, as text. */
export function mountsOfMachine(): Promise<string> {
  return readFile('/proc/self/mountinfo', 'utf8');
}

/** The mount points in a mount table at or below a folder, in the order of mounting. */
export function mountPointsUnder(table: string, folder: string): string[] {
  const points = table.split('\n').map((line) => decode(line.split(' ')[4] ?? ''));
  return points.filter((point) => point === folder || point.startsWith(`${folder}/`));
}

/** Whether something is mounted at exactly this folder. */
export async function isMounted(folder: string): Promise<boolean> {
  return mountPointsUnder(await mountsOfMachine(), folder).includes(folder);
}

/** Unmounts everything below a folder, the last mount first. */
export async function unmountUnder(folder: string): Promise<void> {
  const points = mountPointsUnder(await mountsOfMachine(), folder);
  for (const point of points.reverse()) {
    // A process such as a shell may have its working directory in it: then the mount vanishes when the process leaves.
    const { status } = await attempt(['umount', '--no-mtab', point]);
    if (status !== 0 && (await isMounted(point))) await run(['umount', '--lazy', point]);
  }
}

function decode(point: string): string {
  return point.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
