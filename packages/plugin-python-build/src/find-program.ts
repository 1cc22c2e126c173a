import { type FckError, isFckError, type Remote, sh } from '@fck/core';

/**
 * The path of a program on a host.
 *
 * @throws the error of `missing` if the host does not have it; `PLAN_UNKNOWN` if this dry run would perhaps install it.
 */
export async function findProgram(remote: Remote, program: string, missing: () => FckError): Promise<string> {
  try {
    return await remote.query(sh`command -v ${program}`);
  } catch (thrown) {
    throw isFckError(thrown) && thrown.code === 'COMMAND_FAILED' ? missing() : thrown;
  }
}
