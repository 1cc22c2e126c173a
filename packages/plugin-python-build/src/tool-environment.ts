import { posix } from 'node:path';
import { freshFolder, type HostContext, sh, syncDisk } from '@fck/core';
import { buildErrors } from './errors.js';
import { findProgram } from './find-program.js';
import { withCredentials } from './index-credentials.js';
import { withRefusals } from './index-refusals.js';
import type { Interpreter } from './interpreter.js';
import type { PackagesSection } from './packages-section.js';
import { pipEnvironment } from './pip-environment.js';
import type { PipOptions } from './pip-options.js';

/** Packages that every build needs and none contains. */
const TOOLS = ['pip', 'build'];

/** From where pip installs: options, the plan's section with logins, and the folder that relative paths in them refer to. */
export interface PackageSources {
  readonly options: PipOptions;
  readonly packages: PackagesSection | undefined;
  readonly folder: string;
}

/** The tools that make builds, one set per host and Python version. */
export interface BuildTools {
  /** Interpreter of a virtualenv that has pip and `build`. */
  readonly python: string;
  /** The packages installed there, with versions. */
  readonly versions: string;
  /** Where environments of build backends are kept. */
  readonly backends: string;
  /** Where environments of unit tests are kept. */
  readonly tests: string;
  /** Where the packages of each role's last build are noted. */
  readonly packages: string;
}

/**
 * Ensures a virtualenv with pip and `build`. These work on builds from outside, so that builds need no pip of their own, which
 * saves seconds and a thousand files per build.
 *
 * @param sources where pip finds packages
 * @throws FckError `PYTHON_WITHOUT_PIP` if nothing on the host can make one.
 */
export async function toolEnvironment(
  context: HostContext,
  interpreter: Interpreter,
  sources: PackageSources,
): Promise<BuildTools> {
  const { remote } = context;
  const folder = toolFolderOf(context, interpreter);
  const python = posix.join(folder, 'bin', 'python');
  const complete = posix.join(folder, 'complete');
  const lookAtVersions = async () => {
    const { code, stdout } = await remote.look(sh`[ -x ${python} ] && cat -- ${complete}`);
    return code === 0 ? stdout.trim() : '';
  };
  let versions = await lookAtVersions();
  if (versions === '') {
    await install(context, interpreter, sources, { folder, python, complete });
    versions = await lookAtVersions();
  }
  return {
    python,
    versions,
    backends: posix.join(folder, 'backends'),
    tests: posix.join(folder, 'tests'),
    packages: posix.join(folder, 'packages'),
  };
}

/** The folder of the tools for a version of Python. */
export function toolFolderOf({ paths }: HostContext, { version }: Pick<Interpreter, 'version'>): string {
  return posix.join(paths.project, '.tools', `python${version}`);
}

async function install(
  context: HostContext,
  interpreter: Interpreter,
  sources: PackageSources,
  { folder, python, complete }: { folder: string; python: string; complete: string },
): Promise<void> {
  const { remote, host } = context;
  const missing = () => buildErrors.noPip(host.name, interpreter.executable);
  const make = interpreter.ensurepip
    ? sh`${interpreter.executable} -I -m venv ${folder}`
    : sh`${await findProgram(remote, 'virtualenv', missing)} --quiet --python ${interpreter.executable} ${folder}`;
  // Isolated, since pip runs in a repository, whose modules must not replace those of pip.
  const pip = sh`${python} -I -m pip`;
  const run = () =>
    remote.run(
      sh`${freshFolder(folder)} && ${make} && ${pip} install --quiet --upgrade ${sources.options.words} ${TOOLS} && ${pip} freeze --all > ${complete}.part && ${syncDisk(folder)} && mv -f -- ${complete}.part ${complete}`,
      {
        title: `install ${TOOLS.join(' and ')} for Python ${interpreter.version}`,
        cwd: sources.folder,
        env: { ...pipEnvironment, ...sources.options.env },
      },
    );
  await context.step('install build tools', () =>
    withCredentials(context, sources.packages, () =>
      withRefusals(context, { python, options: sources.options, cwd: sources.folder }, run),
    ),
  );
}
