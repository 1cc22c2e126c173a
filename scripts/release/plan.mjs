// Computes the next release from the pending changesets.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import getReleasePlan from '@changesets/get-release-plan';

/**
 * The version that `npm run release:version` would give to all packages, and the changes of each kind. All packages have one version, so
 * one answer is enough. Undefined without pending changesets.
 *
 * @throws Error if a version below 1.0.0 would become 1.0.0: a breaking change is a minor until fck is declared stable
 */
export async function plannedRelease(folder) {
  const { changesets, releases } = await getReleasePlan(folder);
  const released = releases.filter(({ type }) => type !== 'none');
  if (released.length === 0) return undefined;
  const current = versionOf(folder);
  if (current.startsWith('0.')) refuseMajor(released);
  return { current, version: released[0].newVersion, changes: changesets.map(changeOf) };
}

/** The version that all packages have now. */
export function versionOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'packages/core/package.json'), 'utf8')).version;
}

function refuseMajor(releases) {
  const majors = releases.filter(({ type, newVersion }) => type === 'major' || !newVersion.startsWith('0.'));
  if (majors.length === 0) return;
  const causes = [...new Set(majors.flatMap(({ changesets }) => changesets))].map(
    (id) => `.changeset/${id}.md`,
  );
  throw new Error(
    `A release of 0.x would become ${majors[0].newVersion} (${causes.join(', ') || 'by a peer dependency out of range'}). ` +
      'Until 1.0.0, a breaking change is a minor.',
  );
}

function changeOf({ summary, releases }) {
  const types = releases.map(({ type }) => type);
  const type = ['major', 'minor', 'patch'].find((one) => types.includes(one)) ?? 'patch';
  return { type, summary: summary.trim() };
}
