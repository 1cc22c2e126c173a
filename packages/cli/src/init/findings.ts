import { basename } from 'node:path';
import { type Dependencies, readDependencies } from './dependencies.js';
import { type DjangoProject, readDjangoProject, type StaticFolder } from './django-project.js';
import { type Application, areEquallyLikely, findApplications } from './find-applications.js';
import { ProjectFolder } from './project-folder.js';
import { statementsOf } from './python-source.js';
import { type GitRepository, hostsOfSshConfig, readGit } from './surroundings.js';

/** Everything that `fck init` has found in a folder. */
export interface Findings {
  /** A name that the project can have. */
  readonly name: string;
  readonly dependencies: Dependencies;
  /** The likeliest application first. */
  readonly applications: readonly Application[];
  /** The first application is likelier than all others. */
  readonly isApplicationClear: boolean;
  readonly django: DjangoProject | undefined;
  readonly git: GitRepository | undefined;
  /** Names of `~/.ssh/config`. */
  readonly sshHosts: readonly string[];
  /** Folders of static files beside the code. */
  readonly staticFolders: readonly StaticFolder[];
  /** A path that an application answers without arguments. */
  readonly page: string | undefined;
  /** Python that the project asks for in `.python-version`. */
  readonly python: string | undefined;
  /** The program for background work that is among the dependencies. */
  readonly worker: string | undefined;
  /** Folders that hold a `manage.py`, if the top has none. */
  readonly djangoFolders: readonly string[];
}

/** Looks at a folder. Reads files and asks git; runs no code of the project. */
export async function lookAt(path: string, env: NodeJS.ProcessEnv): Promise<Findings> {
  const folder = new ProjectFolder(path);
  const dependencies = readDependencies(folder);
  const django = readDjangoProject(folder);
  const applications = findApplications(folder, dependencies.isPackage && !django);
  const [first, second] = applications;
  return {
    name: projectName(dependencies.name ?? basename(path)),
    dependencies,
    applications,
    isApplicationClear: first !== undefined && (second === undefined || !areEquallyLikely(first, second)),
    django,
    git: await readGit(path),
    sshHosts: hostsOfSshConfig(env),
    staticFolders: first === undefined || django ? [] : staticBeside(folder, first, dependencies.isPackage),
    page: django ? django.page : pageOf(folder),
    python: /^(\d+\.\d+)/.exec(folder.read('.python-version') ?? '')?.[1],
    worker: ['celery', 'rq', 'django-rq', 'dramatiq', 'huey'].find((name) => dependencies.names.has(name)),
    djangoFolders: django ? [] : foldersWithManage(folder),
  };
}

/** A name that the configuration accepts: letters, digits, `_` and `-`, at most 40. */
export function projectName(from: string): string {
  const name = from
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return name === '' ? 'site' : name;
}

/** Flask serves `static/` beside its module at `/static/`; in a package, nobody knows yet where it will be. */
function staticBeside(
  folder: ProjectFolder,
  { file, framework }: Application,
  isPackage: boolean,
): readonly StaticFolder[] {
  if (isPackage || framework !== 'Flask') return [];
  const beside = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : '';
  const local = `${beside}static/`;
  return folder.hasFilledFolder(local) ? [{ url: '/static/', local }] : [];
}

const healthPages = ['/healthz', '/health', '/healthz/', '/health/', '/'];

/** A route without parameters that is made for health checks, or the start page. */
function pageOf(folder: ProjectFolder): string | undefined {
  const routes = new Set(
    folder.pythonFiles
      .flatMap((file) => statementsOf(folder.read(file) ?? ''))
      .flatMap(({ source }) => {
        const [, route, rest = ''] =
          /^@(?:app|application|api)\.(?:route|get)\(\s*["']([^"'<{]*)["'](.*)/s.exec(source) ?? [];
        return route === undefined || (/\bmethods\b/.test(rest) && !/["']GET["']/.test(rest)) ? [] : [route];
      }),
  );
  return healthPages.find((page) => routes.has(page));
}

function foldersWithManage(folder: ProjectFolder): readonly string[] {
  return folder.folders.filter((name) => folder.has(`${name}/manage.py`));
}
