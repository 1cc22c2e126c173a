/** Major, minor and patch. What stands behind them (`-beta.1`) is left out: a preview counts as its release. */
type Version = readonly [number, number, number];

interface Comparator {
  readonly operator: '>' | '>=' | '<' | '<=';
  readonly version: Version;
}

/**
 * How a version stands to a range as package.json writes it (`^1.2`, `>=1 <3`, `1.x || 2.x`). What is no range of
 * versions (`workspace:*`, `latest`, a path) is met by any.
 */
export function compareToRange(version: string, range: string): 'met' | 'too old' | 'too new' {
  const own = parsed(version);
  const alternatives = range.split('||').map((part) => comparatorsOf(part.trim()));
  if (!own || alternatives.some((comparators) => comparators === undefined)) return 'met';
  const unmet = alternatives.map((comparators) => (comparators ?? []).filter((one) => !holds(own, one)));
  if (unmet.some((comparators) => comparators.length === 0)) return 'met';
  return unmet.every((comparators) => comparators.some(({ operator }) => operator.startsWith('<')))
    ? 'too new'
    : 'too old';
}

function holds(own: Version, { operator, version }: Comparator): boolean {
  const order = compare(own, version);
  if (operator === '>') return order > 0;
  if (operator === '>=') return order >= 0;
  return operator === '<' ? order < 0 : order <= 0;
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function parsed(text: string): Version | undefined {
  const [, major, minor = '0', patch = '0'] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** All of them must hold; undefined if the text is no range of versions. */
function comparatorsOf(text: string): Comparator[] | undefined {
  const [, from, to] = /^(\S+)\s+-\s+(\S+)$/.exec(text) ?? [];
  const parts =
    from !== undefined && to !== undefined
      ? [`>=${from}`, `<=${to}`]
      : text.replaceAll(/([<>=^~])\s+/g, '$1').split(/\s+/);
  const comparators = parts.map(comparatorsOfPart);
  return comparators.some((part) => part === undefined)
    ? undefined
    : comparators.flatMap((part) => part ?? []);
}

const PART = /^(\^|~|>=|<=|>|<|=)?v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+][\w.+-]*)?$/;

function comparatorsOfPart(part: string): Comparator[] | undefined {
  if (part === '' || part === '*') return [];
  const match = PART.exec(part);
  if (!match) return undefined;
  const [, operator = '', ...written] = match;
  const numbers = written.map((digits) =>
    digits === undefined || !/\d/.test(digits) ? undefined : Number(digits),
  );
  const [major, minor, patch] = numbers;
  if (major === undefined) return [];
  const version: Version = [major, minor ?? 0, patch ?? 0];
  const precise = minor !== undefined && patch !== undefined;
  // The first version that is no longer meant: `1.2` ends before 1.3, `^0.1.2` before 0.2.
  const afterWritten: Version = minor === undefined ? [major + 1, 0, 0] : [major, minor + 1, 0];
  if (operator === '^') return between(version, afterCaret(major, minor, patch));
  if (operator === '~') return between(version, afterWritten);
  if (operator === '' || operator === '=')
    return precise
      ? [
          { operator: '>=', version },
          { operator: '<=', version },
        ]
      : between(version, afterWritten);
  if (precise || operator === '>=' || operator === '<')
    return [{ operator: operator as Comparator['operator'], version }];
  return [{ operator: operator === '>' ? '>=' : '<', version: afterWritten }];
}

function between(from: Version, to: Version): Comparator[] {
  return [
    { operator: '>=', version: from },
    { operator: '<', version: to },
  ];
}

/** `^` allows what does not change the leftmost number that is not zero. */
function afterCaret(major: number, minor: number | undefined, patch: number | undefined): Version {
  if (major > 0 || minor === undefined) return [major + 1, 0, 0];
  if (minor > 0 || patch === undefined) return [0, minor + 1, 0];
  return [0, 0, patch + 1];
}
