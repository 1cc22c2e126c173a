import type { Checkout, Recipe } from '@fck/core';
import type { Lock } from './dependencies/choose-dependencies.js';
import type { Interpreter } from './interpreter.js';
import type { Plan } from './plan-schema.js';
import type { BuildTools } from './tool-environment.js';
import type { Workspace } from './workspace.js';

/** An unfinished build: what it is made from, with which tools, and where. */
export interface Making {
  readonly plan: Plan;
  readonly recipe: Recipe;
  /** The repositories of the plan, in order. */
  readonly repos: readonly string[];
  /** Those of them that are packages. */
  readonly packages: readonly string[];
  /** Whether the files of the reference repository are put into the build. */
  readonly hasApp: boolean;
  /** The lock file that says what is installed. */
  readonly lock: Lock | undefined;
  /** The repository with the plan's files of requirements, and where it is checked out. */
  readonly reference: Pick<Checkout, 'repo' | 'path' | 'commit'>;
  readonly interpreter: Interpreter;
  readonly tools: BuildTools;
  readonly workspace: Workspace;
}

/** Paths of the plan's requirement and constraint files in the copy of the reference repository. */
export function requirementFiles({
  plan,
  workspace,
  reference,
}: Pick<Making, 'plan' | 'workspace' | 'reference'>) {
  const inCopy = (file: string) => `${workspace.copyOf(reference.repo)}/${file}`;
  return { requirements: plan.requirements.map(inCopy), constraints: plan.constraints.map(inCopy) };
}

/** Files with the requirements of the lock: those with hashes, and those that have none, such as folders of the repository. */
export function lockedFiles({ workspace }: Pick<Making, 'workspace'>) {
  return { hashed: `${workspace.folder}/locked.txt`, others: `${workspace.folder}/locked-others.txt` };
}
