import { type BuildContext, sh } from '@fck/core';
import { WORKING_DIRECTORY } from '../application.js';
import type { Making } from '../making.js';

/**
 * Compiles all modules that are not compiled yet, so that nothing has to be written into a sealed build. Equal sources give equal
 * bytes. Python checks bytecode by the hash of its source, so that code edited by `post_build` never runs stale.
 */
export async function compileBytecode(
  { remote }: BuildContext,
  { interpreter, workspace, hasApp }: Making,
): Promise<void> {
  const folders = [
    `${workspace.build}/${interpreter.library}`,
    ...(hasApp ? [`${workspace.build}/${WORKING_DIRECTORY}`] : []),
  ];
  await remote.run(sh`${workspace.python} -Es ${workspace.program('compile_bytecode')} ${folders}`, {
    title: 'compile bytecode',
  });
}
