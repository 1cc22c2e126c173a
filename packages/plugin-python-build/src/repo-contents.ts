import { type Checkout, type HostContext, sh } from '@fck/core';

/** The contents of a repository that determine how it is packaged. */
export interface RepoContents {
  readonly isProject: boolean;
  readonly hasRequirements: boolean;
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

/** Inspects a checkout. */
export async function lookAtRepo({ remote }: HostContext, { path }: Checkout): Promise<RepoContents> {
  const listing = await remote.query(sh`cd ${path} && ls -A || exit
ls -d -- */__init__.py 2>/dev/null
find . -name .git -prune -o -name 'test*' -prune -o -type f '(' -name '*.sqlite3' -o -name '*.sqlite' -o -name '*.db' ')' -print | while IFS= read -r file; do
  [ "$(head -c 13 -- "$file")" != 'SQLite format' ] || printf '%s\n' ${DATABASE}"$file"
done
grep -qsiE ${READS_TAGS} pyproject.toml setup.py setup.cfg hatch.toml || exit 0
printf '%s%s\n' ${TAGS} "$(git for-each-ref --merged HEAD --format='%(objectname) %(refname)' refs/tags | git hash-object --stdin)"`);
  const lines = listing.split('\n');
  const files = new Set(lines);
  return {
    isProject: files.has('pyproject.toml') || files.has('setup.py'),
    hasRequirements: files.has('requirements.txt'),
    packages: lines.filter((line) => line.endsWith(INIT)).map((line) => line.slice(0, -INIT.length)),
    modules: lines
      .filter((line) => /^[A-Za-z_]\w*\.py$/.test(line))
      .map((line) => line.slice(0, -'.py'.length)),
    databases: lines
      .filter((line) => line.startsWith(`${DATABASE}./`))
      .map((line) => line.slice(`${DATABASE}./`.length)),
    tags: lines.find((line) => line.startsWith(TAGS))?.slice(TAGS.length),
  };
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
