import type { Plan } from '../plan-schema.js';
import type { RepoContents } from '../repo-contents.js';

/** Where the versions of a build's dependencies come from. */
export type Dependencies =
  /** The metadata of the packages, and the plan's files of requirements. */
  | { readonly kind: 'plan' }
  /** The requirements.txt of an application that is no package. */
  | { readonly kind: 'requirements'; readonly file: string };

const REQUIREMENTS = 'requirements.txt';

/**
 * Chooses where dependencies come from: what the plan names, otherwise what is in the reference repository.
 *
 * @returns undefined if there is nothing
 */
export function chooseDependencies(
  plan: Pick<Plan, 'requirements' | 'constraints' | 'app'>,
  { files, isPackage }: Pick<RepoContents, 'files' | 'isPackage'>,
): Dependencies | undefined {
  if (plan.requirements.length > 0 || isPackage) return { kind: 'plan' };
  if (files.has(REQUIREMENTS)) return { kind: 'requirements', file: REQUIREMENTS };
  return plan.app ? { kind: 'plan' } : undefined;
}
