import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withRelease } from './changelog.mjs';
import { plannedRelease } from './plan.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The workspace as changesets sees it: every package.json and the settings, without pending changesets. */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-release-'));
  const manifests = ['packages', 'examples/plugins'].flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && (parent === 'packages' || entry.name.startsWith('fck-')))
      .map(({ name }) => `${parent}/${name}/package.json`),
  );
  for (const file of ['package.json', 'package-lock.json', '.changeset/config.json', ...manifests]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function changeset(name, type, summary) {
  const packages = { core: '@fck/core', git: '@fck/plugin-git' };
  writeFileSync(
    join(folder, `.changeset/${name}.md`),
    `---\n"${packages[name]}": ${type}\n---\n\n${summary}\n`,
  );
}

describe('the next release', () => {
  it('is a minor of all packages, if core has one: no peer range is left', async () => {
    changeset('core', 'minor', 'Hosts can be pinged.');
    changeset('git', 'patch', 'Tags are found again.');
    const { current, version, changes } = await plannedRelease(folder);
    expect(version).toBe(current.replace(/^0\.(\d+)\.\d+$/, (_, minor) => `0.${Number(minor) + 1}.0`));
    expect(changes).toEqual([
      { type: 'minor', summary: 'Hosts can be pinged.' },
      { type: 'patch', summary: 'Tags are found again.' },
    ]);
  });

  it('is never 1.0.0 by accident', async () => {
    changeset('git', 'major', 'A key has another name.');
    await expect(plannedRelease(folder)).rejects.toThrow(
      /^A release of 0\.x would become 1\.0\.0 \(\.changeset\/git\.md\)\. Until 1\.0\.0, a breaking change is a minor\.$/,
    );
  });

  it('is none, if no change waits', async () => {
    expect(await plannedRelease(folder)).toBeUndefined();
  });
});

describe('CHANGELOG.md', () => {
  const changes = [
    { type: 'patch', summary: 'Tags are found again.' },
    { type: 'minor', summary: 'Hosts can be pinged.\nWith a count.' },
  ];
  const section = `## [0.2.0] - 2027-01-02

### Added and changed

- Hosts can be pinged.
  With a count.

### Fixed

- Tags are found again.
`;

  it('has the newest release first', () => {
    const before = '# Changelog\n\nAll changes.\n\n## [0.1.0] - 2026-12-01\n\n- All of it.\n';
    expect(withRelease(before, { version: '0.2.0', date: '2027-01-02', changes })).toBe(
      `# Changelog\n\nAll changes.\n\n${section}\n## [0.1.0] - 2026-12-01\n\n- All of it.\n`,
    );
  });

  it('may have no release yet', () => {
    expect(withRelease('# Changelog\n', { version: '0.2.0', date: '2027-01-02', changes })).toBe(
      `# Changelog\n\n${section}`,
    );
  });
});
