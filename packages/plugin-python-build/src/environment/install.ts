import { posix } from 'node:path';
import { type BuildContext, type Command, sh } from '@fck/core';
import { withRefusals } from '../index-refusals.js';
import { requirementFiles } from '../making.js';
import { installOptionsOf } from '../package-sources.js';
import { pipEnvironment } from '../pip-environment.js';
import { installLockedCommand } from './install-locked.js';
import { type Installation, installCommand, pipCommand, wheelsOf, whyPipFile } from './pip-command.js';
import { explainPipFailure } from './pip-failure.js';

/** Installs the wheels of all repositories with their dependencies in one call, which finds versions that suit all of them. */
export async function installAll(context: BuildContext, making: Installation): Promise<void> {
  const title = `${installerOf(making)} install ${making.repos.join(' ')}`;
  const options = installOptionsOf(context, making.plan);
  // pip resolves relative paths in requirement files (`-e ./lib`) from its working directory.
  const cwd = posix.join(
    making.workspace.copyOf(making.reference.repo),
    making.lock ? posix.dirname(making.lock.file) : '',
  );
  const env = { ...pipEnvironment, ...options.env, FCK_PROJECT: cwd };
  const command = (making.lock ? installLockedCommand : installAllCommand)(making, options.words);
  try {
    const call = { python: making.tools.python, options, cwd };
    await withRefusals(context, call, () => context.remote.run(command, { title, cwd, env }));
  } catch (thrown) {
    throw explainPipFailure(making.repos, thrown);
  }
  await tellWhyPip(context, making);
}

/** The program that installs, as a user calls it. */
export function installerOf({ plan }: Pick<Installation, 'plan'>): string {
  return plan.installer === 'uv' ? 'uv pip' : 'pip';
}

/** Says why pip has installed, if the plan has uv. */
async function tellWhyPip({ remote, note }: BuildContext, making: Installation): Promise<void> {
  if (making.plan.installer === 'pip') return;
  const { stdout } = await remote.look(sh`cat -- ${whyPipFile(making)} 2>/dev/null`);
  if (stdout !== '') note(`pip has installed the packages instead of uv, since ${stdout}.`);
}

/** Installs only the wheels of the repositories: their dependencies are installed already. */
export async function installProjects({ remote }: BuildContext, making: Installation): Promise<void> {
  await remote.run(
    sh`${wheelsOf(making)}
${pipCommand(making, 'all', ['--no-deps', '--no-index'])}`,
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
${installCommand(making, 'all', options)}`;
}
