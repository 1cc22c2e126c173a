import { type BuildContext, type Command, sh } from '@fck/core';
import type { Interpreter } from './interpreter.js';
import { pipEnvironment } from './pip-environment.js';
import type { Plan } from './plan-schema.js';
import { pythonScripts } from './python-scripts.js';
import type { Workspace } from './workspace.js';

/** Makes the virtualenv that becomes the build. It gets no pip: a build is an application, not a workshop. */
export async function makeVirtualenv(
  context: BuildContext,
  interpreter: Interpreter,
  workspace: Workspace,
): Promise<void> {
  await context.remote.run(
    sh`rm -rf -- ${workspace.build} && mkdir -p -- ${context.paths.builds} && ${interpreter.executable} -m venv --without-pip ${workspace.build}`,
    { title: `make the virtualenv of ${workspace.build}` },
  );
}

/** Installs the wheels of all repositories and all they depend on in one call of pip, which so finds versions that suit them all. */
export async function installAll(
  context: BuildContext,
  workspace: Workspace,
  request: { plan: Plan; repos: readonly string[]; referenceRepo: string; tools: string },
): Promise<void> {
  await context.remote.run(installCommand(workspace, request), {
    title: `pip install ${request.repos.join(' ')}`,
    env: pipEnvironment,
  });
}

/** The shell command that installs the wheels. Their file names hold versions, so the host's shell looks them up. */
export function installCommand(
  workspace: Workspace,
  {
    plan,
    repos,
    referenceRepo,
    tools,
  }: { plan: Plan; repos: readonly string[]; referenceRepo: string; tools: string },
): Command {
  const extras = plan.extras.length > 0 ? `[${plan.extras.join(',')}]` : '';
  const folders = repos.map(workspace.distOf);
  const fileOfRepo = (file: string) => `${workspace.copyOf(referenceRepo)}/${file}`;
  const options = [
    ...plan.requirements.flatMap((file) => ['--requirement', fileOfRepo(file)]),
    ...plan.constraints.flatMap((file) => ['--constraint', fileOfRepo(file)]),
    ...plan.pip_options,
  ];
  return sh`
set --
for folder in ${folders}; do
  for wheel in "$folder"/*.whl; do set -- "$@" "$wheel"${extras}; done
done
${tools} -m pip --python ${workspace.python} install --quiet ${options} "$@"`;
}

/**
 * Compiles all modules, so that a sealed build needs not be written to. Equal sources give equal bytes: paths are stripped,
 * and modules are recognised by their hash, not by their time; so code that `post_build` edits is not run stale either.
 */
export async function compileBytecode(
  context: BuildContext,
  interpreter: Interpreter,
  workspace: Workspace,
): Promise<void> {
  const library = `${workspace.build}/${interpreter.library}`;
  // Some packages ship files that are no valid Python (templates, another version's syntax): these stay uncompiled.
  await context.remote.run(
    sh`${workspace.python} - ${library} && { ${workspace.python} -m compileall -qq -j 0 -s ${library} --invalidation-mode checked-hash ${library} || :; }`,
    { title: 'compile bytecode', input: pythonScripts.forgetOrigin() },
  );
}
