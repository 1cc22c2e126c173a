import { type HostContext, parseJson, sh } from '@fck/core';
import { z } from 'zod';
import { buildErrors } from './errors.js';
import { findInterpreter } from './find-interpreter.js';
import { pythonPrograms } from './python-programs.js';

const description = z.lazy(() =>
  z.object({
    /** `3.11` */
    version: z.string(),
    /** `3.11.7` */
    release: z.string(),
    /** The executable behind all links and virtualenvs, on which a build depends. */
    executable: z.string(),
    /** The folder of packages in its virtualenvs: `lib/python3.11/site-packages`. */
    library: z.string(),
    venv: z.boolean(),
    ensurepip: z.boolean(),
  }),
);

/** A Python interpreter on a host. */
export interface Interpreter extends z.output<typeof description> {
  /** The folder of an interpreter that fck has brought, which builds contain a copy of. */
  readonly managed?: string;
}

const OLDEST = [3, 8] as const;

/**
 * Looks at the interpreter that a plan names.
 *
 * @throws FckError `PYTHON_MISSING` if it does not exist, `PYTHON_UNUSABLE` if it does not run or is too old.
 */
export async function lookAtInterpreter(context: HostContext, name: string): Promise<Interpreter> {
  const { host, remote } = context;
  const [{ code, stdout, stderr }] = await Promise.all([
    remote.look(sh`${name} -Es -c ${pythonPrograms.describe_interpreter()}`),
    findInterpreter(remote, host.name, name),
  ]);
  if (code !== 0)
    throw buildErrors.badInterpreter(host.name, name, `it ends with exit code ${code}`, stderr || undefined);
  const found = description.safeParse(parseJson(stdout)).data;
  if (!found) {
    const why =
      'it prints something else than what it is asked for, as a wrapper or a sitecustomize module may';
    throw buildErrors.badInterpreter(host.name, name, why, stdout.trim() || undefined);
  }
  if (isTooOld(found.version) || !found.venv) {
    const why = `it is Python ${found.version}, and ${OLDEST.join('.')} is the oldest that can`;
    throw buildErrors.badInterpreter(host.name, name, why);
  }
  return found;
}

/** Whether a version such as `3.11` is older than {@link OLDEST}. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
