import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from './main.js';
import { openProject } from './open-project.js';
import { processIo } from './process-io.js';

/**
 * The command in the bundle, which starts in a third of the time.
 *
 * @param carried the plugins in the bundle, by package name
 */
export function bundledMain(
  carried: Readonly<Record<string, () => Promise<unknown>>>,
): (argv: readonly string[]) => Promise<number> {
  return (argv) =>
    main(argv, processIo(), async (...asked) => {
      const { carryPackages } = await import('@fck/core/host');
      const directory = dirname(fileURLToPath(import.meta.url));
      carryPackages({ directory, load: new Map(Object.entries(carried)) });
      return openProject(...asked);
    });
}
