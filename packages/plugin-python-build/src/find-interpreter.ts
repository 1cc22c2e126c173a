import { isFckError, type Remote, sh } from '@fck/core';
import { buildErrors, type OtherInterpreters } from './errors.js';
import { findProgram } from './find-program.js';

const NONE_KNOWN: OtherInterpreters = { isOffered: false, present: [] };

/**
 * The path of an interpreter on a host.
 *
 * @throws FckError `PYTHON_MISSING` with what the host has instead; `PLAN_UNKNOWN` if a dry run may have been about to install it
 */
export async function findInterpreter(remote: Remote, host: string, name: string): Promise<string> {
  try {
    return await findProgram(remote, name, () => buildErrors.noInterpreter(host, name, NONE_KNOWN));
  } catch (thrown) {
    if (!isFckError(thrown) || thrown.code !== 'PYTHON_MISSING') throw thrown;
    throw buildErrors.noInterpreter(host, name, await otherInterpreters(remote, name));
  }
}

/** What could replace a missing interpreter, or install it. */
async function otherInterpreters(remote: Remote, name: string): Promise<OtherInterpreters> {
  const program = name.split('/').at(-1) ?? name;
  const { stdout } = await remote.look(sh`
for each in /usr/bin/python3 /usr/bin/python3.[0-9]* /usr/local/bin/python3.[0-9]*; do [ ! -x "$each" ] || echo "$each"; done
apt-cache show --no-all-versions ${program} >/dev/null 2>&1 || dnf --quiet info ${program} >/dev/null 2>&1 || exit 0
echo offered`);
  const lines = stdout.split('\n');
  const programs = lines.map((path) => path.split('/').at(-1) ?? '');
  return {
    isOffered: lines.includes('offered'),
    present: [...new Set(programs.filter((each) => /^python3(\.\d+)?$/.test(each)))],
  };
}
