// Where the benchmark stores its files. All of them may be removed at any time; the next run makes them again.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Peers, projects and disks of hosts; ignored by git. */
export const cache = join(root, '.bench');

/** Folders of contestants. Outside of the repository: fck would find the plugins of this commit above a project. */
export const projects = join(tmpdir(), 'fck-bench', 'projects');

/** The command of a worktree, as npm links it. */
export const programIn = (folder) => join(folder, 'packages/cli/bin/fck.js');

/** The command under test. */
export const fckProgram = programIn(root);

/** Results that are committed, one file a day. */
export const resultsFolder = join(root, 'bench/results');
