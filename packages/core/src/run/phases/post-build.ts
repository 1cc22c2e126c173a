import type { Build } from '../../api/build.js';
import type { HostContext, PostBuildContext } from '../../api/contexts.js';
import { removeOwn } from '../../build/own-folder.js';
import { sealBuild, unsealBuild } from '../../build/seal.js';
import { messageOf } from '../../errors/fck-error.js';
import type { Session } from '../session.js';

/**
 * Does the steps after a build on a host that has it.
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
  try {
    await session.fck.hooks.postBuild.promise(post);
  } catch (thrown) {
    if (writable) await removeFailed(context, made);
    throw thrown;
  }
  if (!writable) return made;
  return context.step('seal the build again', () =>
    sealBuild(context.remote, buildPath, { ...made, own: true }),
  );
}

/** A half-finished build is not kept, unless another role of the host has it. */
async function removeFailed({ remote, paths, state, warn }: HostContext, { name }: Build): Promise<void> {
  try {
    const { builds } = await state.read();
    if (builds[name] !== undefined) return;
    await remote.run(removeOwn(paths.build(name)), { title: 'remove the failed build' });
  } catch (failure) {
    warn(`The failed build ${name} could not be removed: ${messageOf(failure)}`);
  }
}
