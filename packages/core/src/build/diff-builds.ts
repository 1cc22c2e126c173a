import type { Build } from '../api/build.js';
import type { BuildDiff, ChangedItem } from '../api/build-diff.js';
import type { Paths } from '../api/paths.js';
import type { Remote } from '../api/remote.js';
import { sh } from '../command/command.js';
import { shellProgram } from '../command/shell-program.js';
import { FILE_LIST, SBOM_FILE } from './build-files.js';

/** Compares two builds on a host. A look. */
export async function diffBuilds(
  remote: Remote,
  paths: Paths,
  before: Build,
  after: Build,
): Promise<Omit<BuildDiff, 'host'>> {
  const listOf = ({ name }: Build) => `${paths.build(name)}/${FILE_LIST}`;
  const output =
    await remote.query(sh`${shellProgram(new URL('../../shell/differing-files.sh', import.meta.url))}
differing_files ${listOf(before)} ${listOf(after)}`);
  // The SBOM repeats the commits and the packages.
  const lines = output.split('\n').filter((line) => line !== '' && !line.endsWith(` ./${SBOM_FILE}`));
  const marked = (mark: string) =>
    lines
      .filter((line) => line.startsWith(`${mark} `))
      .map((line) => line.slice(2).replace(/^\.\//, ''))
      .sort();
  const files = { added: marked('A'), removed: marked('D'), changed: marked('M') };
  return {
    before: before.name,
    after: after.name,
    sources: changedItems(commitsOf(before), commitsOf(after)),
    packages: changedItems(packagesAmong(files.removed), packagesAmong(files.added)),
    files,
  };
}

function commitsOf({ sources }: Build): ReadonlyMap<string, string> {
  return new Map(sources.map(({ repo, commit }) => [repo, commit]));
}

/** Python packages, by what pip wrote about them: a folder with the name and the version (PEP 376). */
export function packagesAmong(files: readonly string[]): ReadonlyMap<string, string> {
  const found = files.flatMap((file) => {
    const [, name, version] = /\/site-packages\/([^/]+)-([^-/]+)\.dist-info\/METADATA$/.exec(file) ?? [];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
  return new Map(found);
}

function changedItems(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly ChangedItem[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((item) => item.before !== item.after);
}
