// CHANGELOG.md: one for all packages, since they have one version.

const HEADINGS = { major: 'Breaking', minor: 'Added and changed', patch: 'Fixed' };

/** The changelog with a section for a release, above that of the release before. */
export function withRelease(changelog, { version, date, changes }) {
  const section = [
    `## [${version}] - ${date}`,
    ...Object.keys(HEADINGS).flatMap((type) => list(type, changes)),
  ];
  const at = changelog.search(/^## /m);
  const before = at < 0 ? `${changelog.trimEnd()}\n\n` : changelog.slice(0, at);
  const after = at < 0 ? '' : changelog.slice(at);
  return `${before}${section.join('\n\n')}\n${after === '' ? '' : `\n${after}`}`;
}

function list(type, changes) {
  const ofType = changes.filter((change) => change.type === type);
  if (ofType.length === 0) return [];
  return [
    `### ${HEADINGS[type]}`,
    ofType.map(({ summary }) => `- ${summary.replaceAll('\n', '\n  ')}`).join('\n'),
  ];
}
