// Where the benchmark stores its files. All of them may be removed at any time; the next run makes them again.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Peers, projects and disks of hosts; ignored by git. */
export const cache = join(root, '.bench');

/** The command under test, as npm links it. */
export const fckProgram = join(root, 'packages/cli/bin/fck.js');

/** Results that are committed, one file a day. */
export const resultsFolder = join(root, 'bench/results');
