import { posix } from 'node:path';
import { type Checkout, type HostContext, sh } from '@fck/core';

/** The contents of a repository that determine how it is packaged. */
export interface RepoContents {
  /** Whether pip can make a package of it. */
  readonly isPackage: boolean;
  /** Names of all files and folders at its top. */
  readonly files: ReadonlySet<string>;
  /** Folders at its top that are packages. */
  readonly packages: readonly string[];
  /** Modules at its top, without `.py`. */
  readonly modules: readonly string[];
  /** Paths of committed SQLite databases, without those of tests. */
  readonly databases: readonly string[];
  /** A hash of the tags of its history, if its version may come from them. */
  readonly tags?: string | undefined;
}

const INIT = '/__init__.py';
const DATABASE = 'database: ';
const TAGS = 'tags: ';
/** Tools that read the version from git, in the files that name them. */
const READS_TAGS =
  'setuptools.scm|hatch.vcs|versioneer|versioningit|dunamai|dynamic.versioning|setuptools.git|(^|[^a-z])pbr([^a-z]|$)|source *= *.(scm|vcs)';
const PYPROJECT = 'pyproject: ';
const SETUP_CFG = 'setup.cfg: ';

/** Inspects a checkout. */
export async function lookAtRepo({ remote }: HostContext, { path }: Checkout): Promise<RepoContents> {
  const listing = await remote.query(sh`cd ${path} && ls -A || exit
ls -d -- */__init__.py 2>/dev/null
[ ! -f pyproject.toml ] || grep -E '^[[:space:]]*(\[|package([-_]mode)?[[:space:]]*=|distribution[[:space:]]*=)' pyproject.toml | sed 's/^[[:space:]]*/'${PYPROJECT}'/'
[ ! -f setup.cfg ] || grep '^\[metadata\]' setup.cfg | sed 's/^/'${SETUP_CFG}'/'
find . -name .git -prune -o -name 'test*' -prune -o -type f '(' -name '*.sqlite3' -o -name '*.sqlite' -o -name '*.db' ')' -print | while IFS= read -r file; do
  [ "$(head -c 13 -- "$file")" != 'SQLite format' ] || printf '%s\n' ${DATABASE}"$file"
done
grep -qsiE ${READS_TAGS} pyproject.toml setup.py setup.cfg hatch.toml || exit 0
printf '%s%s\n' ${TAGS} "$(git for-each-ref --merged HEAD --format='%(objectname) %(refname)' refs/tags | git hash-object --stdin)"`);
  const lines = listing.split('\n');
  const files = new Set(lines);
  const after = (mark: string) =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  return {
    isPackage: isPackage(files, after(PYPROJECT), after(SETUP_CFG).length > 0),
    files,
    packages: lines.filter((line) => line.endsWith(INIT)).map((line) => line.slice(0, -INIT.length)),
    modules: lines
      .filter((line) => /^[A-Za-z_]\w*\.py$/.test(line))
      .map((line) => line.slice(0, -'.py'.length)),
    databases: after(`${DATABASE}./`),
    tags: after(TAGS)[0],
  };
}

/** Folders of a checkout that hold a project, for a repository with none at its top. */
export async function foldersWithProjects(
  { remote }: HostContext,
  { path }: Checkout,
): Promise<readonly string[]> {
  const { stdout } = await remote.look(
    sh`cd ${path} && find . -mindepth 2 -maxdepth 5 -name .git -prune -o -type f '(' -name pyproject.toml -o -name setup.py -o -name requirements.txt ')' -print`,
  );
  const files = stdout.split('\n').filter((file) => file !== '');
  return [...new Set(files.map((file) => posix.dirname(file).slice('./'.length)))].sort();
}

/** The setting that says whether a project is a package, by the table of its tool in pyproject.toml. */
const IS_PACKAGE: Readonly<Record<string, RegExp>> = {
  'tool.uv': /^package\s*=\s*(true|false)/,
  'tool.poetry': /^package-mode\s*=\s*(true|false)/,
  'tool.pdm': /^distribution\s*=\s*(true|false)/,
};

/** Tools for which a `[project]` without a `[build-system]` is an application, by their locks. pip makes a package of it. */
const LOCKS_OF_APPLICATIONS = ['uv.lock', 'pdm.lock'];

/**
 * Whether a repository is a package: its tool's own setting, then whether it names how it is built.
 *
 * @param pyproject the lines of its pyproject.toml that matter: names of tables, and settings of {@link IS_PACKAGE}
 * @param hasMetadata whether its setup.cfg describes a package
 */
export function isPackage(
  files: ReadonlySet<string>,
  pyproject: readonly string[],
  hasMetadata: boolean,
): boolean {
  const tables = new Set<string>();
  let table = '';
  for (const line of pyproject) {
    const header = /^\[\s*([^[\]]+?)\s*\]/.exec(line)?.[1];
    if (line.startsWith('[')) table = header?.replaceAll(/["'\s]/g, '') ?? '';
    tables.add(table);
    const answer = IS_PACKAGE[table]?.exec(line)?.[1];
    if (answer !== undefined) return answer === 'true';
  }
  if (files.has('setup.py') || tables.has('build-system')) return true;
  if (tables.has('project')) return !LOCKS_OF_APPLICATIONS.some((lock) => files.has(lock));
  return files.has('pyproject.toml') && hasMetadata;
}

/** A pyproject.toml for a repository without one: it packages all Python code. */
export function pyprojectFor(repo: string, { packages, modules }: RepoContents): string {
  const included = packages.filter((name) => !/^tests?$/.test(name)).flatMap((name) => [name, `${name}.*`]);
  return [
    '[build-system]',
    'requires = ["setuptools>=64"]',
    'build-backend = "setuptools.build_meta"',
    '',
    '[project]',
    `name = ${JSON.stringify(repo)}`,
    'version = "1.0"',
    '',
    '[tool.setuptools]',
    `py-modules = ${JSON.stringify(modules.filter((name) => name !== 'conftest'))}`,
    ...(included.length > 0
      ? ['', '[tool.setuptools.packages.find]', `include = ${JSON.stringify(included)}`]
      : ['packages = []']),
    '',
    '[tool.setuptools.package-data]',
    '"*" = ["**/*"]',
  ].join('\n');
}
