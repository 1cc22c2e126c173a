import { BUILD_FILE, type Build, type BuildContext, copyTree, FILE_LIST, listFiles, sh } from '@fck/core';
import type { Making } from '../making.js';
import { type EnvironmentNeeds, needsIn } from './needs.js';

/** The environment of an earlier build. */
export interface EarlierEnvironment {
  readonly build: Build;
  readonly needs: EnvironmentNeeds;
}

/** The environment of the previous build, if it is unchanged and its records are complete. */
export function earlierEnvironment(
  { previous }: BuildContext,
  making: Making,
): EarlierEnvironment | undefined {
  const needs = needsIn(previous?.notes ?? {});
  if (!previous || previous.altered || !needs) return undefined;
  // Names of equal length keep the first lines of scripts as long as pip would make them.
  const fits = previous.name.length === making.workspace.build.split('/').at(-1)?.length;
  return fits ? { build: previous, needs } : undefined;
}

/**
 * Copies an earlier build's environment to the path of the new one. All files are copies, never links: a sealed build must
 * not change with the new one.
 *
 * @returns false if the environment cannot be copied; then the path is not touched
 */
export async function cloneEnvironment(
  context: BuildContext,
  making: Making,
  earlier: EarlierEnvironment,
): Promise<boolean> {
  const from = context.paths.build(earlier.build.name);
  const why = await obstacleTo(context, making, earlier, from);
  if (why !== '') {
    context.note(
      `All packages are installed from scratch, since ${earlier.build.name} cannot be copied: ${why}.`,
    );
    return false;
  }
  const { build, program } = making.workspace;
  await context.remote.run(
    sh`${copyTree(from, build)} && chmod -R u+w -- ${build} && rm -f -- ${[FILE_LIST, BUILD_FILE].map((file) => `${build}/${file}`)} && ${making.tools.python} -Es ${program('adopt_environment')} ${build} ${making.interpreter.library} ${earlier.build.name}`,
    { title: `clone the environment of ${earlier.build.name}` },
  );
  return true;
}

/** Why an environment cannot be copied, in a few words; empty if it can. */
async function obstacleTo(
  { remote }: BuildContext,
  { tools, workspace, interpreter }: Making,
  { build, needs }: EarlierEnvironment,
  from: string,
): Promise<string> {
  const outsideOfVirtualenv = sh`find . -mindepth 1 -maxdepth 1 ! -name bin ! -name pyvenv.cfg ! -name build.json`;
  const reasons = await remote.query(sh`
cd ${from} || exit
{ ${listFiles}; } | cmp -s - ${FILE_LIST} || echo 'its files are not those that were sealed'
[ -z "$(${outsideOfVirtualenv} -exec grep -rlF -e ${build.name} {} +)" ] || echo 'files of it hold its name'
${tools.python} -Es ${workspace.program('look_at_environment')} ${interpreter.library} ${needs.projects}`);
  return reasons.split('\n').join('; ');
}
