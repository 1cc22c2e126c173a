import { errorKind } from '@fck/core';

/** What can go wrong in copying a build. */
export const copyErrors = {
  failed: errorKind(
    'TAR_STREAM_FAILED',
    'Packing or unpacking a build failed, or the connection was lost meanwhile.',
    (host: string, why: string) => ({
      message: `The build was not copied: tar failed on ${host}.`,
      hint: 'Run the same command again: what arrived is thrown away first.',
      detail: why === '' ? undefined : why,
      host,
    }),
  ),
};
