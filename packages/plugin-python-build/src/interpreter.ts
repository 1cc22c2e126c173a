import { type HostContext, type LookResult, sh } from '@fck/core';
import { z } from 'zod';
import { buildErrors } from './errors.js';
import { pythonScripts } from './python-scripts.js';

const description = z.object({
  /** `3.11` */
  version: z.string(),
  /** The executable below all links and virtualenvs: what a build stands on. */
  executable: z.string(),
  /** Where packages are in a virtualenv of it: `lib/python3.11/site-packages`. */
  library: z.string(),
  venv: z.boolean(),
  ensurepip: z.boolean(),
});

/** A Python interpreter on a host. */
export type Interpreter = z.output<typeof description>;

const OLDEST = [3, 8] as const;

/**
 * Looks at the interpreter that a plan names.
 *
 * @throws FckError `PYTHON_MISSING` if it is not there, `PYTHON_UNUSABLE` if it does not run or is too old.
 */
export async function lookAtInterpreter(context: HostContext, name: string): Promise<Interpreter> {
  const host = context.host.name;
  const result = await context.remote.look(sh`${name} -c ${pythonScripts.describeInterpreter()}`);
  if (result.code === 126 || result.code === 127) throw buildErrors.noInterpreter(host, name);
  const found = described(result);
  if (!found) throw buildErrors.badInterpreter(host, name, `it does not run (${lastLine(result.stderr)})`);
  if (isTooOld(found.version) || !found.venv) {
    throw buildErrors.badInterpreter(host, name, `it is Python ${found.version}, and ${OLDEST.join('.')} is the oldest that can`);
  }
  return found;
}

function described({ code, stdout }: LookResult): Interpreter | undefined {
  if (code !== 0) return undefined;
  try {
    return description.parse(JSON.parse(stdout));
  } catch {
    return undefined;
  }
}

/** Whether a version such as `3.11` is older than {@link OLDEST}. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
