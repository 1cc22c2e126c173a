import { type Checkout, fingerprint, type Recipe } from '@fck/core';
import type { Interpreter } from './interpreter.js';
import type { Plan } from './plan-schema.js';
import type { PostBuildCommand } from './post-build.js';
import type { BuildTools } from './tool-environment.js';

/** Counts how often the way of building changed so that equal recipes would give other builds. */
const METHOD = 1;

/** All that decides what becomes of a plan. */
export interface Ingredients {
  readonly plan: Plan;
  /** In the order of the plan: the first one names the build where no other is said to. */
  readonly checkouts: readonly Pick<Checkout, 'repo' | 'commit'>[];
  readonly interpreter: Interpreter;
  readonly tools: Pick<BuildTools, 'versions'>;
  readonly postBuild: readonly PostBuildCommand[];
}

/**
 * The recipe of a build. Files of requirements count with the commit that they are in; what they leave open counts not at
 * all: newer versions come with `--force`.
 */
export function recipeOf({ plan, checkouts, interpreter, tools, postBuild }: Ingredients): Recipe {
  return {
    ...Object.fromEntries(checkouts.map(({ repo, commit }) => [`repository ${repo}`, commit])),
    'order of repositories': fingerprint(checkouts.map(({ repo }) => repo)),
    plan: fingerprint(plan),
    'post_build commands': fingerprint(postBuild),
    interpreter: `${interpreter.executable} ${interpreter.release}`,
    'build tools': fingerprint(tools.versions),
    'way of building': String(METHOD),
  };
}
