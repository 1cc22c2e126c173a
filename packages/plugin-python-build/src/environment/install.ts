import { type BuildContext, type Command, sh } from '@fck/core';
import { type Making, requirementFiles } from '../making.js';
import { pipEnvironment } from '../pip-environment.js';

/** What pip has to know of a build in the making. */
type Installation = Pick<Making, 'plan' | 'repos' | 'referenceRepo' | 'workspace' | 'tools'>;

/** Installs the wheels of all repositories and all they depend on in one call of pip, which so finds versions that suit them all. */
export async function installAll({ remote }: BuildContext, making: Installation): Promise<void> {
  await remote.run(installAllCommand(making), {
    title: `pip install ${making.repos.join(' ')}`,
    env: pipEnvironment,
  });
}

/** Installs only the wheels of the repositories: all they depend on is there. */
export async function installProjects({ remote }: BuildContext, making: Installation): Promise<void> {
  await remote.run(installCommand(making, ['--no-deps', '--no-index'], []), {
    title: `pip install ${making.repos.join(' ')} alone`,
    env: pipEnvironment,
  });
}

/** The shell command of {@link installAll}. */
export function installAllCommand(making: Installation): Command {
  const { requirements, constraints } = requirementFiles(making);
  const options = [
    ...requirements.flatMap((file) => ['--requirement', file]),
    ...constraints.flatMap((file) => ['--constraint', file]),
    ...making.plan.pip_options,
  ];
  return installCommand(making, options, making.plan.extras);
}

/** The wheels' file names hold versions, so the host's shell looks them up. */
function installCommand(
  { workspace, repos, tools }: Installation,
  options: readonly string[],
  extras: readonly string[],
): Command {
  const suffix = extras.length > 0 ? `[${extras.join(',')}]` : '';
  return sh`
set --
for folder in ${repos.map(workspace.distOf)}; do
  for wheel in "$folder"/*.whl; do set -- "$@" "$wheel"${suffix}; done
done
${tools.python} -m pip --python ${workspace.python} install --quiet ${options} "$@"`;
}
