import { fileURLToPath } from 'node:url';
import { main as mainWith } from './main.js';
import { openProject } from './open-project.js';
import { processIo } from './process-io.js';

/**
 * The command as a bundle has it, which starts in a third of the time. JavaScript of the project may import `@fck/core` and must be
 * given the one that runs: then the packages do the work.
 *
 * @param carried the plugins in the bundle, by package name
 */
export function bundledMain(
  carried: Readonly<Record<string, () => Promise<unknown>>>,
): (argv: readonly string[]) => Promise<number> {
  return async (argv) => {
    const io = processIo();
    try {
      return await mainWith(argv, io, async (...asked) => {
        const { carryPackages } = await import('@fck/core');
        const found = Object.entries(carried).map(
          ([name, load]) => [name, { file: fileURLToPath(import.meta.resolve(name)), load }] as const,
        );
        carryPackages(new Map(found));
        return openProject(...asked);
      });
    } catch (thrown) {
      if (!(thrown instanceof Error && thrown.name === 'NeedsPackages')) throw thrown;
      const packages: typeof import('./main.js') = await import(new URL('./main.js', import.meta.url).href);
      return packages.main(argv, io);
    }
  };
}
