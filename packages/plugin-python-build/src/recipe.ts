import { type Checkout, type Environment, fingerprint, type Recipe } from '@fck/core';
import type { PostBuildCommand } from './commands/post-build.js';
import type { Interpreter } from './interpreter.js';
import type { Plan } from './plan-schema.js';
import type { RepoContents } from './repo-contents.js';
import type { BuildTools } from './tool-environment.js';

/** Version of the way of building: increased when equal recipes would give different builds than before. */
const METHOD = 2;

/** Everything that determines the result of a plan. */
export interface Ingredients {
  readonly plan: Plan;
  /** In the order of the plan: the first one names the build unless the plan names another. */
  readonly checkouts: readonly Pick<Checkout, 'repo' | 'commit' | 'subdirectory'>[];
  /** In the same order. */
  readonly contents?: readonly Pick<RepoContents, 'tags'>[];
  readonly interpreter: Interpreter;
  readonly tools: Pick<BuildTools, 'versions'>;
  readonly postBuild: readonly PostBuildCommand[];
  /** Variables of the role, if commands of the build get them. */
  readonly environment?: Environment | undefined;
}

/**
 * The recipe of a build. It contains requirement files through their commit. Versions that they leave open are not part of the
 * recipe: newer ones are installed with `--force`.
 */
export function recipeOf({
  plan,
  checkouts,
  contents = [],
  interpreter,
  tools,
  postBuild,
  environment,
}: Ingredients): Recipe {
  return {
    ...Object.fromEntries(
      checkouts.flatMap(({ repo, commit, subdirectory }, index) => {
        const tags = contents[index]?.tags;
        return [
          [`repository ${repo}`, contentOf(commit, subdirectory)],
          ...(tags === undefined ? [] : [[`tags of ${repo}`, tags]]),
        ];
      }),
    ),
    'order of repositories': fingerprint(checkouts.map(({ repo }) => repo)),
    plan: fingerprint(plan),
    'post_build commands': fingerprint(postBuild),
    ...(environment ? { environment: fingerprint(environment) } : {}),
    interpreter: `${interpreter.executable} ${interpreter.release}`,
    'build tools': fingerprint(tools.versions),
    'way of building': String(METHOD),
  };
}

/**
 * Names the code as git does: `commit:folder`. The commit counts even if only other folders changed: a project may use files
 * outside of its folder.
 */
function contentOf(commit: string, subdirectory: string | undefined): string {
  return subdirectory === undefined ? commit : `${commit}:${subdirectory}`;
}
