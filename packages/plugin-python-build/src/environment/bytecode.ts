import { type BuildContext, sh } from '@fck/core';
import type { Making } from '../making.js';

/**
 * Compiles all modules that are not compiled yet, so that a sealed build needs not be written to. Equal sources give equal
 * bytes; and modules are recognised by their hash, so that code that `post_build` edits is not run stale.
 */
export async function compileBytecode(
  { remote }: BuildContext,
  { interpreter, workspace }: Making,
): Promise<void> {
  const library = `${workspace.build}/${interpreter.library}`;
  const { python, program } = workspace;
  await remote.run(
    sh`${python} -Es ${program('forget_origin')} ${library} && ${python} -Es ${program('compile_bytecode')} ${library}`,
    { title: 'compile bytecode' },
  );
}
