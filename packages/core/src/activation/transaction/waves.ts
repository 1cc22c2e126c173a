/** The waves of a role, as `activate: strategy:` says. */
export interface Strategy {
  /** Hosts that switch first, alone. */
  readonly canary?: number | undefined;
  /** Hosts that switch at once afterwards: a number, or a share of all (`25%`). Default: all. */
  readonly batch?: number | string | undefined;
  /** Seconds between two waves. */
  readonly pause?: number | undefined;
}

/** Splits the hosts of a role into the waves in which they switch. */
export function wavesOf<T>(hosts: readonly T[], { canary = 0, batch }: Strategy = {}): T[][] {
  const rest = hosts.slice(canary);
  const size = batchSize(batch, hosts.length);
  const waves = canary === 0 || hosts.length === 0 ? [] : [hosts.slice(0, canary)];
  for (let begin = 0; begin < rest.length; begin += size) waves.push(rest.slice(begin, begin + size));
  return waves;
}

/** The waves of several roles as one sequence: their first waves together, then their second ones, and so on. */
export function sideBySide<T>(waves: readonly (readonly (readonly T[])[])[]): T[][] {
  const length = Math.max(0, ...waves.map((of) => of.length));
  return Array.from({ length }, (_, index) => waves.flatMap((of) => of[index] ?? []));
}

/** At least one host, however small the share is. */
function batchSize(batch: Strategy['batch'], hosts: number): number {
  if (batch === undefined) return Math.max(1, hosts);
  if (typeof batch === 'number') return batch;
  return Math.max(1, Math.ceil((hosts * Number.parseInt(batch, 10)) / 100));
}
