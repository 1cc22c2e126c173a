import { type FckError, isFckError, type Remote, sh } from '@fck/core';

/**
 * The path of a program on a host.
 *
 * @throws what `missing` makes, if there is none; `PLAN_UNKNOWN` if a dry run may have been about to install it.
 */
export async function findProgram(remote: Remote, program: string, missing: () => FckError): Promise<string> {
  try {
    return await remote.query(sh`command -v ${program}`);
  } catch (thrown) {
    throw isFckError(thrown) && thrown.code === 'COMMAND_FAILED' ? missing() : thrown;
  }
}
