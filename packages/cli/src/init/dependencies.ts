import { parse as parseToml } from 'smol-toml';
import type { ProjectFolder } from './project-folder.js';

/** What the project says about itself and the packages it needs. Follows the order of docs/python-projects.md. */
export interface Dependencies {
  /** The name in its metadata. */
  readonly name: string | undefined;
  /** It is installed as a package, so that a build has no folder `app/` by default. */
  readonly isPackage: boolean;
  /** The file that lists what is installed; undefined if there is none. */
  readonly file: string | undefined;
  /** Its lock file. */
  readonly lock: string | undefined;
  /** Normalized names of what is installed directly. */
  readonly names: ReadonlySet<string>;
}

const locks = ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml', 'Pipfile.lock'];

/** Reads what is installed from the files of the project. A file that cannot be parsed counts as one that lists nothing. */
export function readDependencies(folder: ProjectFolder): Dependencies {
  const pyproject = readToml(folder, 'pyproject.toml');
  const project = mappingAt(pyproject, 'project');
  const poetry = mappingAt(mappingAt(pyproject, 'tool'), 'poetry');
  const lock = locks.find((file) => folder.has(file));
  const isPackage = isInstalled(folder, pyproject, lock);
  const name = textAt(project, 'name') ?? textAt(poetry, 'name');
  const of = (file: string | undefined, requirements: readonly string[]): Dependencies => ({
    name,
    isPackage,
    file,
    lock,
    names: new Set(requirements.flatMap(namesOf)),
  });
  if (lock === 'Pipfile.lock')
    return of('Pipfile', Object.keys(mappingAt(readToml(folder, 'Pipfile'), 'packages')));
  if (lock === 'pylock.toml') {
    const packages = readToml(folder, lock)['packages'];
    return of(lock, Array.isArray(packages) ? packages.flatMap((entry) => textAt(entry, 'name') ?? []) : []);
  }
  if (lock !== undefined || (isPackage && folder.has('pyproject.toml'))) {
    const dynamic = textsAt(project, 'dynamic').includes('dependencies');
    return of('pyproject.toml', [
      ...textsAt(project, 'dependencies'),
      ...poetryRequirements(mappingAt(poetry, 'dependencies')),
      ...(dynamic ? [...requirementsIn(folder, 'requirements.txt'), ...textsOfSetup(folder)] : []),
    ]);
  }
  if (isPackage) return of(folder.has('setup.py') ? 'setup.py' : 'setup.cfg', textsOfSetup(folder));
  if (folder.has('requirements.txt'))
    return of('requirements.txt', requirementsIn(folder, 'requirements.txt'));
  return of(undefined, []);
}

/** The line or command that adds a package to what is installed. */
export function howToAdd(name: string, { file, lock }: Dependencies): string {
  const byTool: Readonly<Record<string, string>> = {
    'uv.lock': `uv add ${name}`,
    'poetry.lock': `poetry add ${name}`,
    'pdm.lock': `pdm add ${name}`,
    'Pipfile.lock': `pipenv install ${name}`,
  };
  const command = lock === undefined ? undefined : byTool[lock];
  if (command !== undefined) return `run \`${command}\``;
  if (file === 'pyproject.toml') return `add "${name}" to \`dependencies\` of pyproject.toml`;
  return `add the line \`${name}\` to ${file ?? 'requirements.txt'}`;
}

function isInstalled(
  folder: ProjectFolder,
  pyproject: Readonly<Record<string, unknown>>,
  lock: string | undefined,
): boolean {
  const tool = mappingAt(pyproject, 'tool');
  const refused =
    mappingAt(tool, 'uv')['package'] === false ||
    mappingAt(tool, 'poetry')['package-mode'] === false ||
    mappingAt(tool, 'pdm')['distribution'] === false;
  if (refused) return false;
  if (folder.has('setup.py') || isMapping(pyproject['build-system'])) return true;
  if (isMapping(pyproject['project'])) return lock !== 'uv.lock' && lock !== 'pdm.lock';
  return folder.has('pyproject.toml') && /^\[metadata\]/m.test(folder.read('setup.cfg') ?? '');
}

/** The name of a requirement, and the server that its extras bring. */
function namesOf(requirement: string): string[] {
  const [, name, extras = ''] = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?/.exec(requirement) ?? [];
  if (name === undefined) return [];
  const normalized = name.toLowerCase().replaceAll(/[-_.]+/g, '-');
  const withUvicorn = normalized === 'fastapi' && /\b(standard|all)\b/.test(extras);
  return withUvicorn || normalized === 'uvicorn-worker' ? [normalized, 'uvicorn'] : [normalized];
}

function poetryRequirements(dependencies: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(dependencies).map(
    ([name, wanted]) => `${name}[${textsAt(wanted, 'extras').join(',')}]`,
  );
}

function requirementsIn(folder: ProjectFolder, file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return (folder.read(file) ?? '').split(/\r?\n/).flatMap((line) => {
    const [, included] = /^\s*(?:-r|--requirement)[\s=]*(\S+)/.exec(line) ?? [];
    if (included === undefined) return /^\s*[A-Za-z0-9]/.test(line) ? [line] : [];
    const beside = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : '';
    return requirementsIn(folder, `${beside}${included}`, seen);
  });
}

/** `install_requires` of `setup.py` or `setup.cfg`. */
function textsOfSetup(folder: ProjectFolder): string[] {
  const [, list = ''] = /install_requires\s*=\s*\[([^\]]*)\]/.exec(folder.read('setup.py') ?? '') ?? [];
  const [, lines = ''] =
    /^install_requires\s*=((?:\s*\n?[ \t]+.*)*)/m.exec(folder.read('setup.cfg') ?? '') ?? [];
  return [...list.split(',').map((text) => text.trim().replaceAll(/^["']|["']$/g, '')), ...lines.split('\n')];
}

function readToml(folder: ProjectFolder, file: string): Readonly<Record<string, unknown>> {
  try {
    return parseToml(folder.read(file) ?? '');
  } catch {
    return {};
  }
}

function mappingAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const found = isMapping(value) ? value[key] : undefined;
  return isMapping(found) ? found : {};
}

function textAt(value: unknown, key: string): string | undefined {
  const found = isMapping(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : undefined;
}

function textsAt(value: unknown, key: string): readonly string[] {
  const found = isMapping(value) ? value[key] : undefined;
  return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : [];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
