/** The known branches and tags most like a mistyped one, nearest first, three at the most. */
export function nearestRefs(name: string, known: readonly string[]): string[] {
  const wanted = pairsOf(name);
  return known
    .map((candidate) => ({ candidate, likeness: likenessToAny(wanted, candidate) }))
    .filter(({ likeness }) => likeness >= 0.3)
    .sort((a, b) => b.likeness - a.likeness || a.candidate.localeCompare(b.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** The similarity of a name to a candidate, or to the most similar part of it. */
function likenessToAny(wanted: ReadonlySet<string>, candidate: string): number {
  return Math.max(...[candidate, ...candidate.split('/')].map((part) => likenessOf(wanted, pairsOf(part))));
}

/**
 * Dice's coefficient. Branch names share whole parts (`login`, `feature/login-page`) more often than they differ by a
 * letter or two, which an edit distance would not see.
 */
function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / (a.size + b.size);
}

/** The pairs of neighbouring letters of a name. */
function pairsOf(name: string): Set<string> {
  const text = ` ${name.toLowerCase()} `;
  return new Set(Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2)));
}
