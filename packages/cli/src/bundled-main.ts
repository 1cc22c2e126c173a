import { fileURLToPath } from 'node:url';
import { main } from './main.js';
import { openProject } from './open-project.js';
import { processIo } from './process-io.js';

/**
 * The command as a bundle has it, which starts in a third of the time.
 *
 * @param carried the plugins in the bundle, by package name
 */
export function bundledMain(
  carried: Readonly<Record<string, () => Promise<unknown>>>,
): (argv: readonly string[]) => Promise<number> {
  return (argv) =>
    main(argv, processIo(), async (...asked) => {
      const { carryPackages } = await import('@fck/core');
      const found = Object.entries(carried).map(
        ([name, load]) => [name, { file: fileURLToPath(import.meta.resolve(name)), load }] as const,
      );
      carryPackages(new Map(found));
      return openProject(...asked);
    });
}
