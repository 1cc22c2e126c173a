import { type BuildContext, freshFolder, sh } from '@fck/core';
import type { Making } from '../making.js';

/** Makes the virtualenv that becomes the build. It gets no pip: a build is an application, not a workshop. */
export async function makeVirtualenv(
  { remote }: BuildContext,
  { interpreter, workspace }: Making,
): Promise<void> {
  await remote.run(
    sh`${freshFolder(workspace.build)} && ${interpreter.executable} -Es -m venv --without-pip ${workspace.build}`,
    { title: `make the virtualenv of ${workspace.build}` },
  );
}
