import { posix } from 'node:path';
import { type HostContext, sh } from '@fck/core';
import { buildErrors } from './errors.js';
import { findProgram } from './find-program.js';
import type { Interpreter } from './interpreter.js';
import { pipEnvironment } from './pip-environment.js';

/** What every build needs and no build contains. */
const TOOLS = ['pip', 'build'];

/**
 * Makes sure of a virtualenv with pip and `build`, once a host and Python version. Builds are made with these from
 * outside, so they need no pip of their own: that saves seconds and a thousand files a build.
 *
 * @returns its interpreter
 * @throws FckError `PYTHON_WITHOUT_PIP` if nothing on the host could make one.
 */
export async function toolEnvironment(context: HostContext, interpreter: Interpreter): Promise<string> {
  const { remote, paths } = context;
  const folder = posix.join(paths.project, '.tools', `python${interpreter.version}`);
  const python = posix.join(folder, 'bin', 'python');
  const complete = posix.join(folder, 'complete');
  if (await remote.test(sh`test -e ${complete} && ${python} -c 'import build, pip'`)) return python;

  const missing = () => buildErrors.noPip(context.host.name, interpreter.executable);
  const make = interpreter.ensurepip
    ? sh`${interpreter.executable} -m venv ${folder}`
    : sh`${await findProgram(remote, 'virtualenv', missing)} --quiet --python ${interpreter.executable} ${folder}`;
  await context.step('install build tools', () =>
    remote.run(
      sh`rm -rf -- ${folder} && mkdir -p -- ${posix.dirname(folder)} && ${make} && ${python} -m pip install --quiet --upgrade ${TOOLS} && touch -- ${complete}`,
      { title: `install ${TOOLS.join(' and ')} for Python ${interpreter.version}`, env: pipEnvironment },
    ),
  );
  return python;
}
