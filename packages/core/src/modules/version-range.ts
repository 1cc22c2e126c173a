/**
 * Compares a version with a range of package.json (`^1.2`, `>=1 <3`, `1.x || 2.x`). Other valid values (`workspace:*`,
 * `latest`, a path) match every version, and a prerelease counts as its release.
 */
export async function compareToRange(version: string, range: string): Promise<'met' | 'too old' | 'too new'> {
  // Only plugins in packages of their own have a range: other starts do not load semver.
  const { coerce, gtr, ltr, validRange } = (await import('semver')).default;
  const release = coerce(version);
  if (release === null || validRange(range) === null) return 'met';
  if (gtr(release, range)) return 'too new';
  return ltr(release, range) ? 'too old' : 'met';
}
