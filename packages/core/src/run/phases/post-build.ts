import type { Build } from '../../build/build.js';
import { sealBuild, unsealBuild } from '../../build/seal.js';
import type { HostContext, PostBuildContext } from '../contexts.js';
import type { Session } from '../session.js';

/**
 * Does what comes after a build on a host that has it.
 *
 * @returns the build as it is now: sealed again, with another checksum, if a tap changed it
 */
export async function postBuild(session: Session, context: HostContext, made: Build): Promise<Build> {
  const buildPath = context.paths.build(made.name);
  let writable = false;
  const post: PostBuildContext = {
    ...context,
    build: made,
    buildPath,
    modify: async (work) => {
      if (!writable) await unsealBuild(context.remote, buildPath);
      writable = true;
      await work();
    },
  };
  await session.fck.hooks.postBuild.promise(post);
  if (!writable) return made;
  return context.step('seal the build again', () =>
    sealBuild(context.remote, buildPath, { ...made, own: true }),
  );
}
