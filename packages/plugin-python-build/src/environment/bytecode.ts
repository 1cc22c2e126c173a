import { type BuildContext, sh } from '@fck/core';
import type { Making } from '../making.js';

/**
 * Compiles all modules that are not compiled yet, so that nothing has to be written into a sealed build. Equal sources give equal
 * bytes. Python checks bytecode by the hash of its source, so that code edited by `post_build` never runs stale.
 */
export async function compileBytecode(
  { remote }: BuildContext,
  { interpreter, workspace }: Making,
): Promise<void> {
  const library = `${workspace.build}/${interpreter.library}`;
  await remote.run(sh`${workspace.python} -Es ${workspace.program('compile_bytecode')} ${library}`, {
    title: 'compile bytecode',
  });
}
