import { posix } from 'node:path';
import { allOf, type Command, freshFolder, type HostContext, isFckError, removeOwn, sh } from '@fck/core';
import { buildErrors } from './errors.js';
import { withCredentials } from './index-credentials.js';
import { type Interpreter, lookAtInterpreter } from './interpreter.js';
import { packageSourcesOf, sourceWordsOf } from './package-sources.js';
import { pipEnvironment } from './pip-environment.js';
import type { Plan } from './plan-schema.js';
import { writePrograms } from './python-programs.js';
import { toolEnvironment } from './tool-environment.js';

/** The folder of a build that has its own copy of an interpreter. */
const COPY = 'python';

const VERSIONED = /^python(3\.\d+)(\.\d+)?$/;

/** Whether the name of an interpreter says its version: `python3.13` or `python3.13.2`. */
export function isVersioned(interpreter: string): boolean {
  return VERSIONED.test(interpreter);
}

/**
 * The interpreter of a plan with `managed_python:`: that of the system, or one that uv brings, once for all builds. It is below the
 * project's folder, and every build gets a copy: so it is copied to other hosts with the build, and removed with it.
 *
 * @param folder where relative paths of pip's options start
 * @throws FckError `PYTHON_NOT_BROUGHT`
 */
export async function managedInterpreter(
  context: HostContext,
  plan: Plan,
  folder: string,
): Promise<Interpreter> {
  const { remote, paths } = context;
  if (await remote.test(sh`command -v ${plan.interpreter}`))
    return lookAtInterpreter(context, plan.interpreter);
  const place = posix.join(paths.project, '.tools', 'pythons', plan.interpreter);
  const lookAtPlace = async () =>
    (await remote.look(sh`cat -- ${`${place}/complete`} 2>/dev/null`)).stdout.trim();
  if ((await lookAtPlace()) === '') await bring(context, plan, { place, folder });
  const managed = await lookAtPlace();
  const [, minor = ''] = VERSIONED.exec(plan.interpreter) ?? [];
  const interpreter = await lookAtInterpreter(context, posix.join(managed || place, 'bin', `python${minor}`));
  return { ...interpreter, managed };
}

async function bring(
  context: HostContext,
  plan: Plan,
  { place, folder }: { readonly place: string; readonly folder: string },
): Promise<void> {
  const { remote, paths, role, host } = context;
  const options = packageSourcesOf(context, plan);
  const base = await lookAtInterpreter(context, 'python3');
  const tools = await toolEnvironment(context, base, { options, packages: plan.packages, folder });
  const programs = posix.join(paths.project, '.work', `.python-${role.name}`);
  const mirror = typeof plan.managed_python === 'string' ? plan.managed_python : undefined;
  const command = sh`${tools.python} ${posix.join(programs, 'bring_python.py')} ${tools.backends} ${JSON.stringify(sourceWordsOf(plan))} ${plan.interpreter.replace('python', '')} ${place} ${mirror === undefined ? [] : [mirror]} 2>&1`;
  const run = async () => {
    try {
      await remote.run(allOf(freshFolder(programs), writePrograms(programs), command), {
        title: `bring ${plan.interpreter} with uv`,
        cwd: folder,
        env: { ...pipEnvironment, ...options.env },
      });
    } catch (thrown) {
      throw isFckError(thrown) && thrown.code === 'COMMAND_FAILED'
        ? buildErrors.notBrought(host.name, plan.interpreter, mirror, thrown)
        : thrown;
    } finally {
      await remote.run(removeOwn(programs), { title: 'remove temporary folders', bookkeeping: true });
    }
  };
  await context.step(`bring ${plan.interpreter}`, () => withCredentials(context, plan.packages, run));
}

/** Makes a virtualenv without pip in a folder. An interpreter that fck has brought is copied there first. */
export function virtualenvCommand({ executable, managed }: Interpreter, build: string): Command {
  if (managed === undefined) return sh`${executable} -Es -m venv --without-pip ${build}`;
  const program = posix.basename(executable);
  const own = posix.join(COPY, 'bin', program);
  return allOf(
    sh`cp -a -- ${managed} ${posix.join(build, COPY)}`,
    sh`${posix.join(build, own)} -Es -m venv --without-pip ${build}`,
    // A copy of the build has another name.
    sh`ln -sfn -- ${posix.join('..', own)} ${posix.join(build, 'bin', program)}`,
  );
}

/** The interpreter as a build records it: a path of its host, or one in the build. */
export function interpreterOfBuild({ executable, managed }: Interpreter): string {
  return managed === undefined ? executable : posix.join(COPY, 'bin', posix.basename(executable));
}
