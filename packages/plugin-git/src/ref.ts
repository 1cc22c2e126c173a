/** The wanted version of a repository. `any` is looked up as a branch, then as a tag, then as a commit. */
export interface Ref {
  readonly kind: 'any' | 'branch' | 'tag' | 'commit';
  readonly name: string;
}

/** The branches and tags that a repository has. */
export interface KnownRefs {
  readonly branches: readonly string[];
  readonly tags: readonly string[];
}

const COMMIT = /^[0-9a-f]{4,64}$/i;
const FULL_COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;

/**
 * Whether a text can be the name of a branch or tag, by git's own rules (`git check-ref-format`), which also exclude
 * options and expressions.
 */
export function isRefName(text: string): boolean {
  return (
    text !== '' &&
    text !== '@' &&
    !text.startsWith('-') &&
    !/[\s\p{Cc}~^:?*[\\]/u.test(text) &&
    !text.includes('..') &&
    !text.includes('@{') &&
    !text.endsWith('.') &&
    text.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** Whether a text can be a commit id, whole or shortened. */
export function isCommitId(text: string): boolean {
  return COMMIT.test(text);
}

/** The whole commit id, if the ref is one: its meaning can never change. */
export function fullCommitOf(ref: Ref | undefined): string | undefined {
  const mayBeCommit = ref?.kind === 'commit' || ref?.kind === 'any';
  return mayBeCommit && FULL_COMMIT.test(ref.name) ? ref.name.toLowerCase() : undefined;
}

/** The names under which git may know a ref in a clone, in the order they are tried. No ref: the default branch. */
export function candidatesOf(ref: Ref | undefined): readonly string[] {
  if (!ref) return ['refs/remotes/origin/HEAD'];
  const branch = `refs/remotes/origin/${ref.name}`;
  const tag = `refs/tags/${ref.name}`;
  const commit = isCommitId(ref.name) ? [ref.name] : [];
  if (ref.kind === 'branch') return [branch];
  if (ref.kind === 'tag') return [tag];
  if (ref.kind === 'commit') return commit;
  return [branch, tag, ...commit];
}

/** The same for a repository with local branches, where no ref means the checked-out commit. */
export function localCandidatesOf(ref: Ref | undefined): readonly string[] {
  if (!ref) return ['HEAD'];
  return candidatesOf(ref).map((name) => name.replace(/^refs\/remotes\/origin\//, 'refs/heads/'));
}
