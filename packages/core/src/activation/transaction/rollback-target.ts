import { buildErrors } from '../../errors/build.js';

interface KnownBuild {
  readonly name: string;
  readonly number: number;
}

/** The builds of one host that a role could go back to. */
export interface Standing {
  readonly host: string;
  /** The build that serves, or served when the site was taken down. */
  readonly active: KnownBuild | undefined;
  /** The builds on the host, without those that were rolled back from. */
  readonly builds: readonly string[];
  /** Those that served well before, the last one first. */
  readonly servedBefore: readonly string[];
}

/** The target of a role's rollback. */
export interface RollbackTarget {
  readonly build: string;
  /** The build to leave, if it serves; undefined if none serves. */
  readonly from: string | undefined;
}

/**
 * Chooses the build that all hosts of a role go back to: the last one that served well before the newest serving one,
 * and that every host has.
 *
 * @throws FckError `ROLLBACK_NOTHING`, `ROLLBACK_LACKING`
 */
export function rollbackTarget(role: string, standings: readonly Standing[]): RollbackTarget {
  const from = standings
    .flatMap(({ active }) => active ?? [])
    .toSorted((one, other) => other.number - one.number)[0]?.name;
  const leading = standings.filter(({ active }) => active?.name === from);
  const candidates = [...new Set(leading.flatMap(({ servedBefore }) => servedBefore))];
  const lacking = (build: string) =>
    standings.filter(({ builds }) => !builds.includes(build)).map(({ host }) => host);
  const [last] = candidates;
  if (last === undefined) throw buildErrors.nothingBefore(role, from);
  const build = candidates.find((candidate) => lacking(candidate).length === 0);
  if (build === undefined) throw buildErrors.lacking(role, last, lacking(last));
  return { build, from };
}
