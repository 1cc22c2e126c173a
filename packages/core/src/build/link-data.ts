import { posix } from 'node:path';
import type { Build, Recipe } from '../api/build.js';
import type { HostContext } from '../api/contexts.js';
import { sh } from '../command/command.js';
import { buildErrors } from '../errors/build.js';
import { fingerprint } from './recipe.js';

type OfProject = Pick<HostContext, 'fck' | 'project'>;

/** The paths of data that outlives builds: `data:` of the project. */
function pathsOfData({ fck, project }: OfProject): string[] {
  return Object.keys(fck.coreSections.data.of(project) ?? {}).toSorted();
}

/** A recipe with what core itself puts into a build. */
export function withData(context: OfProject, recipe: Recipe): Recipe {
  const paths = pathsOfData(context);
  return paths.length === 0 ? recipe : { ...recipe, data: fingerprint(paths) };
}

/**
 * Puts links to the data that outlives builds into a build that is not sealed yet, below its working directory.
 *
 * @throws FckError `DATA_IN_BUILD` if files of the commit are in the way
 */
export async function linkData(
  context: Pick<HostContext, 'fck' | 'project' | 'remote' | 'paths' | 'role'>,
  { name, workingDirectory = '' }: Pick<Build, 'name' | 'workingDirectory'>,
): Promise<void> {
  const paths = pathsOfData(context);
  if (paths.length === 0) return;
  const { remote, project } = context;
  const folder = posix.join(context.paths.build(name), workingDirectory);
  // A folder that git knows only because of its .gitkeep is none of the commit's content.
  const inTheWay = remote.dryRun
    ? ''
    : await remote.query(sh`cd ${folder} && for path in ${paths}; do
  # A build that was made out of the previous one has the link.
  if [ -L "$path" ] || [ ! -e "$path" ]; then continue; fi
  [ -d "$path" ] && [ -z "$(find "$path" -mindepth 1 ! -name .gitkeep ! -name .gitignore)" ] || printf '%s\n' "$path"
done`);
  const first = inTheWay.split('\n').find((path) => path !== '');
  if (first !== undefined) throw buildErrors.dataInBuild(first, project.document.placeOf(['data', first]));
  const links = paths.map(
    (path) => sh`
rm -rf -- ${path} && mkdir -p -- ${posix.dirname(path)} && ln -s -- ${posix.join(context.paths.data, path)} ${path} || exit`,
  );
  await remote.run(sh`cd ${folder} || exit${links}`, { title: 'link the data that outlives builds' });
}
