import type { Build, BuildSealedContext, PostBuildContext } from '@fck/core';
import { fakeBuild } from './fake-build.js';
import { type FakeContextOptions, type FakeHostContext, fakeHostContext } from './fake-context.js';

/** Options of contexts with a build. */
export interface FakeContextWithBuildOptions extends FakeContextOptions {
  readonly build?: Partial<Build> | undefined;
}

/** The context of a `buildSealed` tap. */
export interface FakeBuildSealedContext extends FakeHostContext, BuildSealedContext {
  readonly remote: FakeHostContext['remote'];
  readonly state: FakeHostContext['state'];
}

/** The context of a `postBuild` tap. */
export interface FakePostBuildContext extends FakeBuildSealedContext, PostBuildContext {
  readonly remote: FakeHostContext['remote'];
  readonly state: FakeHostContext['state'];
}

/** Makes the context of a `buildSealed` tap: a sealed build on a host. */
export function fakeBuildSealedContext(options: FakeContextWithBuildOptions = {}): FakeBuildSealedContext {
  const context = fakeHostContext(options);
  const build = fakeBuild(options.build);
  return { ...context, build, buildPath: context.paths.build(build.name) };
}

/**
 * Makes the context of a `postBuild` tap. A sealed build is read-only on a real host: here too, a change below its folder
 * fails unless it is made in `modify`.
 *
 * @example
 * const context = fakePostBuildContext();
 * await compress(context);
 * expectCommands(context.remote, [`gzip ${context.buildPath}/app.css`]);
 */
export function fakePostBuildContext(options: FakeContextWithBuildOptions = {}): FakePostBuildContext {
  const context = fakeBuildSealedContext(options);
  const { remote, buildPath } = context;
  let checked = remote.changes.length;
  const isOfBuild = (path: string) => path === buildPath || path.startsWith(`${buildPath}/`);
  return {
    ...context,
    modify: async (work) => {
      const early = remote.changes
        .slice(checked)
        .find((change) => 'path' in change && isOfBuild(change.path));
      if (early && 'path' in early)
        throw new Error(`${early.path} was changed outside of \`modify\`: a build is read-only.`);
      await work();
      checked = remote.changes.length;
    },
  };
}
