import { posix } from 'node:path';
import { allOf, type HostContext, sh, syncDisk } from '@fck/core';
import type { ClonePlace } from './clone.js';
import type { LocalRepository } from './local-git.js';
import { sendBundle } from './send-bundle.js';
import { sendLfsFiles } from './send-lfs-files.js';
import { isSameBoundary, parseBoundary, printBoundary } from './shallow.js';

/** Where submodules are put on the host: beside the clone, until they are complete. */
type Places = Pick<ClonePlace, 'gitDir' | 'draft' | 'bundle'>;

/**
 * Sends the submodules of a commit, and theirs, as far as this machine has the commits that they are pinned to. The host fetches all
 * others from the urls in `.gitmodules`.
 */
export async function sendSubmodules(
  context: HostContext,
  repo: string,
  places: Places,
  local: LocalRepository,
  commit: string,
): Promise<void> {
  for (const { name, path, pinned } of await local.submodulesOf(commit)) {
    const submodule = await local.submoduleAt(name, path);
    if ((await submodule?.has(pinned)) !== true || !submodule) continue;
    const gitDir = posix.join(places.gitDir, 'modules', name);
    const inner = { ...places, gitDir };
    await sendPinned(context, `${path} of ${repo}`, inner, submodule, pinned);
    await sendLfsFiles(context, gitDir, submodule, pinned);
    await sendSubmodules(context, `${path} of ${repo}`, inner, submodule, pinned);
  }
}

async function sendPinned(
  context: HostContext,
  title: string,
  { gitDir, draft, bundle }: Places,
  submodule: LocalRepository,
  pinned: string,
): Promise<void> {
  const [found, format, boundary] = await Promise.all([
    lookAtGitDir(context, gitDir, pinned),
    submodule.objectFormat(),
    submodule.boundaryOf(pinned),
  ]);
  const isAlike = isSameBoundary(found.boundary, boundary);
  if (isAlike && found.hasCommit) return;
  await sendBundle(
    context,
    title,
    submodule,
    { commit: pinned, tags: new Map(), boundary },
    {
      gitDir,
      draft,
      bundle,
      format,
      isThere: found.isThere,
      have: isAlike ? found.head : undefined,
      settle: allOf(
        sh`mkdir -p -- ${posix.dirname(gitDir)}`,
        syncDisk(draft),
        sh`rm -rf -- ${gitDir}`,
        sh`mv -- ${draft}/.git ${gitDir}`,
        sh`rm -rf -- ${draft}`,
      ),
    },
  );
}

/** What exists at the git folder of a submodule on the host. */
async function lookAtGitDir({ remote }: HostContext, gitDir: string, commit: string) {
  const git = sh`git --git-dir=${gitDir}`;
  const found = await remote.query(sh`
if [ -e ${gitDir}/HEAD ]; then echo yes; else echo no; fi
if ${git} cat-file -e ${`${commit}^{commit}`} 2>/dev/null; then echo yes; else echo no; fi
${printBoundary(gitDir)}
${git} rev-parse --verify --quiet HEAD 2>/dev/null || :`);
  const [isThere, hasCommit, boundary = '', head] = found.split('\n');
  return {
    isThere: isThere === 'yes',
    hasCommit: hasCommit === 'yes',
    boundary: parseBoundary(boundary),
    head: head || undefined,
  };
}
