import { posix } from 'node:path';
import {
  type BuildContext,
  type Checkout,
  type Command,
  checkedName,
  freshFolder,
  messageOf,
  removeOwn,
  sh,
  userCommand,
} from '@fck/core';
import type { Artifact, BuildCommand } from './build-sections.js';
import { commandErrors } from './errors.js';

/** Folder of a build that holds what the command made: names of its files cannot collide with those of the build's own. */
export const CONTENT = 'app';

/** A build in the making. */
export interface Making {
  readonly section: BuildCommand;
  readonly artifact: Artifact;
  readonly checkout: Checkout;
  /** The build's name. */
  readonly name: string;
}

/**
 * Runs the command in a copy of the checkout, and moves what it made into the build. If anything fails, the build is removed.
 *
 * @throws FckError `COMMAND_FAILED`, or `ARTIFACT_MISSING` if the command did not make the artifact
 */
export async function makeBuild(context: BuildContext, making: Making): Promise<void> {
  const { remote, paths, warn, step } = context;
  const { section, artifact, checkout, name } = making;
  // Named after the role, so that the next run finds and removes what a killed run left.
  const workspace = posix.join(paths.project, '.work', checkedName('role', context.role.name));
  const tree = posix.join(workspace, 'tree');
  const place = paths.build(name);
  const remove = (...folders: readonly string[]) =>
    remote.run(removeOwn(...folders), { title: 'remove temporary folders' });
  await remote.run(
    // Other local users must not read repositories.
    sh`${freshFolder(workspace)} && chmod 700 -- ${workspace} && cp -a -- ${checkout.path} ${tree}`,
    { title: `copy ${checkout.repo}` },
  );
  try {
    await step(firstLineOf(section.run), () =>
      remote.run(userCommand(section.run), {
        title: section.run,
        cwd: tree,
        timeout: section.timeout,
        env: { FCK_BUILD: name, FCK_COMMIT: checkout.commit, ...section.env },
      }),
    );
    await refuseMissing(context, tree, artifact);
    await remote.run(
      sh`${freshFolder(place)} && cd ${tree} && ${moveTo(posix.join(place, CONTENT), artifact)}`,
      {
        title: `move what was made into ${name}`,
      },
    );
  } catch (thrown) {
    await remove(workspace, place).catch((failure: unknown) => {
      warn(`What is left of the failed build could not be removed: ${messageOf(failure)}`);
    });
    throw thrown;
  }
  await remove(workspace);
}

async function refuseMissing(
  { remote, dryRun, host }: BuildContext,
  tree: string,
  artifact: Artifact,
): Promise<void> {
  if (dryRun) return;
  const paths = [artifact].flat();
  const { stdout } = await remote.look(sh`cd ${tree} || exit
for path in ${paths}; do
  if [ -d "$path" ]; then [ -n "$(ls -A -- "$path")" ]; else [ -e "$path" ]; fi || printf '%s\0' "$path"
done`);
  const missing = stdout.split('\0').filter((path) => path !== '');
  if (missing.length === 0) return;
  const present = await remote.query(sh`ls -- ${tree}`);
  throw commandErrors.noArtifact(missing, host.name, present.split('\n').slice(0, 20));
}

/** Moves the artifact out of the current folder. git's own files are no part of it. */
function moveTo(content: string, artifact: Artifact): Command {
  return sh`${typeof artifact === 'string' ? moveContent(content, artifact) : moveEach(content, artifact)} &&
find ${content} -name .git -prune -exec rm -rf -- {} +`;
}

/** A folder becomes the content; a file is put into it. */
function moveContent(content: string, path: string): Command {
  return sh`if [ -d ${path} ]; then cp -a -- ${`${path}/.`} ${content}; else mkdir -- ${content} && cp -a -- ${path} ${content}/; fi`;
}

function moveEach(content: string, paths: readonly string[]): Command {
  return sh`for path in ${paths}; do
  mkdir -p -- ${content}/"$(dirname -- "$path")" && cp -a -- "$path" ${content}/"$path" || exit
done`;
}

/** The name of the step that runs the command. */
function firstLineOf(command: string): string {
  const [first = '', ...more] = command.split('\n');
  return more.length === 0 ? first : `${first} …`;
}
