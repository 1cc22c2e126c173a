import type { Plan } from '../plan-schema.js';
import type { RepoContents } from '../repo-contents.js';
import { LOCK_FILES, type LockTool, lockToolOf } from './lock-files.js';

/** A lock file of the reference repository. */
export interface Lock {
  readonly kind: 'lock';
  /** Its path in the repository. */
  readonly file: string;
  readonly tool: LockTool;
  /** Other lock files, which are ignored. */
  readonly ignored: readonly string[];
}

/** Where the versions of a build's dependencies come from. */
export type Dependencies =
  /** The metadata of the packages, and the plan's files of requirements. */
  | { readonly kind: 'plan' }
  /** The requirements.txt of an application that is no package. */
  | { readonly kind: 'requirements'; readonly file: string }
  | Lock;

const REQUIREMENTS = 'requirements.txt';

/**
 * Chooses where dependencies come from: what the plan names, otherwise what is in the reference repository.
 *
 * @returns undefined if there is nothing
 */
export function chooseDependencies(
  plan: Pick<Plan, 'requirements' | 'constraints' | 'app' | 'lock'>,
  { files, isPackage }: Pick<RepoContents, 'files' | 'isPackage'>,
): Dependencies | undefined {
  if (typeof plan.lock === 'string') return lockOf(plan.lock, []);
  const isNamed = plan.requirements.length > 0 || plan.constraints.length > 0;
  const [file, ...ignored] =
    isNamed || plan.lock === false ? [] : LOCK_FILES.filter((name) => files.has(name));
  if (file !== undefined) return lockOf(file, ignored);
  if (plan.requirements.length > 0 || isPackage) return { kind: 'plan' };
  if (files.has(REQUIREMENTS)) return { kind: 'requirements', file: REQUIREMENTS };
  return plan.app ? { kind: 'plan' } : undefined;
}

function lockOf(file: string, ignored: readonly string[]): Lock | undefined {
  const tool = lockToolOf(file);
  return tool && { kind: 'lock', file, tool, ignored };
}
