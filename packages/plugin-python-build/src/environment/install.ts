import { type BuildContext, type Command, sh } from '@fck/core';
import { type Making, requirementFiles } from '../making.js';
import { pipEnvironment } from '../pip-environment.js';
import { pipOptionsOf } from '../pip-options.js';
import { explainPipFailure } from './pip-failure.js';

/** Exit code of `replace_projects`, if pip has to install the projects, which are not there any more then. */
const PIP_NEEDED = 3;

/** What pip has to know of a build in the making. */
type Installation = Pick<Making, 'plan' | 'repos' | 'reference' | 'workspace' | 'tools'>;

/** Installs the wheels of all repositories and all they depend on in one call of pip, which so finds versions that suit them all. */
export async function installAll({ remote }: BuildContext, making: Installation): Promise<void> {
  const title = `pip install ${making.repos.join(' ')}`;
  const env = { ...pipEnvironment, ...pipOptionsOf(making.plan.pip_options).env };
  // What requirement files say relatively (`-e ./lib`), pip finds from where it was started.
  const cwd = making.workspace.copyOf(making.reference.repo);
  try {
    await remote.run(installAllCommand(making), { title, cwd, env });
  } catch (thrown) {
    throw explainPipFailure(making.repos, thrown);
  }
}

/**
 * Installs only the wheels of the repositories, in the place of older ones: all they depend on is there. Where they hold
 * nothing but Python, that is a matter of some files, and pip is not needed.
 */
export async function installProjects({ remote }: BuildContext, making: Making): Promise<void> {
  await remote.run(installProjectsCommand(making), {
    title: `install ${making.repos.join(' ')} alone`,
    env: pipEnvironment,
  });
}

/** The shell command of {@link installProjects}. */
export function installProjectsCommand(making: Installation & Pick<Making, 'interpreter'>): Command {
  const { workspace, tools, interpreter } = making;
  return sh`
${wheelsOf(making)}
${tools.python} ${workspace.program('replace_projects')} ${workspace.build} ${interpreter.library} "$@" && exit
[ $? -eq ${PIP_NEEDED} ] || exit
${installCommand(making, ['--no-deps', '--no-index'])}`;
}

/** The shell command of {@link installAll}. */
export function installAllCommand(making: Installation): Command {
  const { requirements, constraints } = requirementFiles(making);
  const options = [
    ...requirements.flatMap((file) => ['--requirement', file]),
    ...constraints.flatMap((file) => ['--constraint', file]),
    ...pipOptionsOf(making.plan.pip_options).words,
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
function wheelsOf({ workspace, repos }: Installation, extras: readonly string[] = []): Command {
  const suffix = extras.length > 0 ? `[${extras.join(',')}]` : '';
  return sh`
set --
for folder in ${repos.map(workspace.distOf)}; do
  for wheel in "$folder"/*.whl; do set -- "$@" "$wheel"${suffix}; done
done`;
}

/** Isolated (`-I`), since pip works in a repository: no module of it may take the place of one of pip. */
function installCommand({ workspace, tools }: Installation, options: readonly string[]): Command {
  // pip says at the level of --quiet that versions conflict, but not which. Both outputs as one keep their order.
  return sh`${tools.python} -I -m pip --python ${workspace.python} install ${options} "$@" 2>&1`;
}
