import { type BuildContext, type Command, sh } from '@fck/core';
import { type Making, requirementFiles } from '../making.js';
import { installOptionsOf } from '../package-sources.js';
import { pipEnvironment } from '../pip-environment.js';
import { explainPipFailure } from './pip-failure.js';

/** What pip needs to know about an unfinished build. */
type Installation = Pick<Making, 'plan' | 'repos' | 'packages' | 'reference' | 'workspace' | 'tools'>;

/** Installs the wheels of all repositories with their dependencies in one call of pip, so that pip finds versions that suit all of them. */
export async function installAll(context: BuildContext, making: Installation): Promise<void> {
  const title = `pip install ${making.repos.join(' ')}`;
  const options = installOptionsOf(context, making.plan);
  const env = { ...pipEnvironment, ...options.env };
  // pip resolves relative paths in requirement files (`-e ./lib`) from its working directory.
  const cwd = making.workspace.copyOf(making.reference.repo);
  try {
    await context.remote.run(installAllCommand(making, options.words), { title, cwd, env });
  } catch (thrown) {
    throw explainPipFailure(making.repos, thrown);
  }
}

/** Installs only the wheels of the repositories: their dependencies are installed already. */
export async function installProjects({ remote }: BuildContext, making: Installation): Promise<void> {
  await remote.run(
    sh`${wheelsOf(making)}
${installCommand(making, ['--no-deps', '--no-index'])}`,
    { title: `install ${making.packages.join(' ')} alone`, env: pipEnvironment },
  );
}

/** The shell command of {@link installAll}. */
export function installAllCommand(making: Installation, words: readonly string[]): Command {
  const { requirements, constraints } = requirementFiles(making);
  // pip takes a call that installs nothing for a mistake.
  if (requirements.length === 0 && making.packages.length === 0) return sh`:`;
  const options = [
    ...requirements.flatMap((file) => ['--requirement', file]),
    ...constraints.flatMap((file) => ['--constraint', file]),
    ...words,
  ];
  const { tools, workspace, reference } = making;
  const dist = workspace.distOf(reference.repo);
  const plain =
    requirements.length > 0
      ? sh`${tools.python} ${workspace.program('plain_requirements')} ${dist} ${requirements} || exit`
      : sh`:`;
  return sh`${plain}
${wheelsOf(making, making.plan.extras)}
${installCommand(making, options)}`;
}

/** Sets the positional parameters to the wheels. Their file names hold versions, so the host's shell looks them up. */
function wheelsOf({ workspace, packages }: Installation, extras: readonly string[] = []): Command {
  const suffix = extras.length > 0 ? `[${extras.join(',')}]` : '';
  return sh`
set --
for folder in ${packages.map(workspace.distOf)}; do
  for wheel in "$folder"/*.whl; do set -- "$@" "$wheel"${suffix}; done
done`;
}

/** Isolated (`-I`), since pip runs in a repository, whose modules must not replace those of pip. */
function installCommand({ workspace, tools }: Installation, options: readonly string[]): Command {
  // With --quiet, pip says that versions conflict, but not which. One stream for both outputs keeps their order.
  return sh`${tools.python} -I -m pip --python ${workspace.python} install ${options} "$@" 2>&1`;
}
