import { type BuildContext, sh } from '@fck/core';
import type { Making } from './making.js';

/** Folder of a build with the files of the commit. */
export const WORKING_DIRECTORY = 'app';

/** Puts the files of the reference repository into a new build, and on the path of its interpreter. */
export async function putApplication(
  { remote }: BuildContext,
  { workspace, interpreter, reference, tools }: Making,
): Promise<void> {
  const program = workspace.program('application_files');
  await remote.run(
    sh`${tools.python} -Es ${program} ${reference.path} ${workspace.build} ${interpreter.library}`,
    { title: `put the files of ${reference.repo} into ${WORKING_DIRECTORY}/` },
  );
}
