// `npm run release:version`: sets the next version of all packages, and moves the changesets in .changeset/ to CHANGELOG.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { root, run } from './prepare.mjs';
import { withRelease } from './release/changelog.mjs';
import { plannedRelease } from './release/plan.mjs';

const planned = await plannedRelease(root);
if (planned === undefined) {
  process.stderr.write('Nothing to release: .changeset/ has no changes. `npx changeset` describes one.\n');
  process.exit(1);
}
const file = `${root}/CHANGELOG.md`;
const date = new Date().toISOString().slice(0, 10);
writeFileSync(file, withRelease(readFileSync(file, 'utf8'), { ...planned, date }));
run('npx', ['--no-install', 'changeset', 'version']);
run('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund']);
process.stdout.write(`${planned.current} → ${planned.version}: review CHANGELOG.md, run .ci/run, commit.\n`);
