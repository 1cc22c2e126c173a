import { dirname, join } from 'node:path/posix';
import type { ProjectFolder } from './project-folder.js';
import { type PythonStatement, statementsOf } from './python-source.js';

/** A folder of static files as a URL shows it. */
export interface StaticFolder {
  readonly url: string;
  readonly local: string;
}

/** What a Django project says about itself, read from its source. */
export interface DjangoProject {
  /** Module of its settings: `shop.settings`. */
  readonly settingsModule: string;
  /** The settings are those of `startproject`: no host is allowed, so they need others where the site is deployed. */
  readonly needsSettings: boolean;
  /** Module of settings for the deployed site, and its file. */
  readonly deployed: { readonly module: string; readonly file: string; readonly exists: boolean };
  /** Names that the settings allow, as they are written. */
  readonly allowedHosts: readonly string[];
  /** Environment variable that the settings take the allowed names from. */
  readonly allowedHostsVariable: string | undefined;
  /** Environment variables without which the settings cannot be loaded. */
  readonly requiredVariables: readonly string[];
  /** Settings are relative to the folder of `manage.py`, so their paths can be known. */
  readonly hasBaseFolder: boolean;
  /** The application for static files is installed. */
  readonly collectsStatic: boolean;
  /** `STATIC_ROOT`, if it is set to a folder of the project. */
  readonly staticFolder: string | undefined;
  readonly staticUrl: string;
  readonly media: StaticFolder | undefined;
  /** The file of SQLite, if that is the database. */
  readonly sqlite: string | undefined;
  /** A page that answers without a login. */
  readonly page: string | undefined;
  /** The release of Django that made the project: `5.2`. */
  readonly release: string | undefined;
}

/** Reads the Django project whose `manage.py` is at the top of the folder; undefined if there is none. */
export function readDjangoProject(folder: ProjectFolder): DjangoProject | undefined {
  const manage = folder.read('manage.py');
  const settingsModule = /DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']/.exec(manage ?? '')?.[1];
  if (settingsModule === undefined) return undefined;
  const settings = new Settings(folder, settingsModule);
  const deployedModule = `${settingsModule}_production`;
  const file = `${deployedModule.replaceAll('.', '/')}.py`;
  const exists = folder.has(file);
  const inForce = exists ? new Settings(folder, deployedModule) : settings;
  const staticFolder = inForce.folderOf('STATIC_ROOT');
  const media = inForce.folderOf('MEDIA_ROOT');
  return {
    settingsModule,
    needsSettings: !exists && settings.value('ALLOWED_HOSTS') === '[]',
    deployed: { module: deployedModule, file, exists },
    allowedHosts: textsIn(inForce.value('ALLOWED_HOSTS') ?? '').filter((name) => /^[\w.*-]+$/.test(name)),
    allowedHostsVariable: variableIn(inForce.value('ALLOWED_HOSTS') ?? ''),
    requiredVariables: inForce.requiredVariables(),
    hasBaseFolder: settings.hasBaseFolder,
    collectsStatic: /["']django\.contrib\.staticfiles["']/.test(inForce.value('INSTALLED_APPS') ?? ''),
    staticFolder,
    staticUrl: urlIn(inForce.value('STATIC_URL')) ?? '/static/',
    media:
      media === undefined ? undefined : { url: urlIn(inForce.value('MEDIA_URL')) ?? '/media/', local: media },
    sqlite: inForce.sqlite(),
    page: pageOf(folder, textsIn(inForce.value('ROOT_URLCONF') ?? '')[0]),
    release: /using Django (\d+\.\d+)/.exec(settings.text)?.[1],
  };
}

/** The assignments of a module of settings and of those that it imports everything from. */
class Settings {
  readonly #statements: readonly PythonStatement[];
  readonly text: string;
  readonly #file: string;

  constructor(folder: ProjectFolder, module: string) {
    this.#file = fileOf(folder, module) ?? '';
    this.text = folder.read(this.#file) ?? '';
    this.#statements = withImported(folder, this.#file, 0);
  }

  /** The last value of a setting, as it is written. */
  value(name: string): string | undefined {
    const pattern = new RegExp(`^${name}\\s*(?::[^=]+)?=(?!=)\\s*`);
    const statement = this.#statements.findLast(({ code, indent }) => indent === 0 && pattern.test(code));
    return statement?.source.replace(pattern, '').trim();
  }

  /** `BASE_DIR` is the folder of `manage.py`: one step up for each part of the path of the settings. */
  get hasBaseFolder(): boolean {
    const value = this.value('BASE_DIR');
    if (value === undefined) return false;
    const steps = (value.match(/\.parent\b(?!s)|\bdirname\s*\(/g) ?? []).length;
    const all = this.#file.split('/').length;
    const nested = Number(/\.parents\[(\d)\]/.exec(value)?.[1] ?? Number.NaN) + 1;
    return steps === all || nested === all;
  }

  /** A setting that is a folder below the base folder. */
  folderOf(name: string): string | undefined {
    const value = this.value(name);
    return value !== undefined && this.hasBaseFolder ? pathBelowBase(value) : undefined;
  }

  sqlite(): string | undefined {
    const databases = this.value('DATABASES') ?? '';
    if (!/django\.db\.backends\.sqlite3/.test(databases) || !this.hasBaseFolder) return undefined;
    const [, name] = /["']NAME["']\s*:\s*([^,}]+(?:\([^)]*\))?)/.exec(databases) ?? [];
    const [, joined] = /["']NAME["']\s*:\s*(os\.path\.join\([^)]*\))/.exec(databases) ?? [];
    return pathBelowBase(joined ?? name ?? '');
  }

  requiredVariables(): readonly string[] {
    const names = this.#statements
      .filter(({ indent }) => indent === 0)
      .flatMap(({ source }) =>
        [...source.matchAll(/\bos\.environ\[\s*["'](\w+)["']\s*\]/g)].map(([, name]) => name ?? ''),
      );
    return [...new Set(names)];
  }
}

function fileOf(folder: ProjectFolder, module: string): string | undefined {
  const path = module.replaceAll('.', '/');
  return [`${path}.py`, `${path}/__init__.py`].find((file) => folder.has(file));
}

/** Modules that import each other are read once; settings have few levels. */
const MOST_LEVELS = 4;

function withImported(folder: ProjectFolder, file: string, level: number): readonly PythonStatement[] {
  const source = folder.read(file);
  if (source === undefined || level > MOST_LEVELS) return [];
  return statementsOf(source).flatMap((statement) => {
    const [, dots = '', module = ''] = /^from\s+(\.*)([\w.]*)\s+import\s+\*$/.exec(statement.code) ?? [];
    if (dots === '' && module === '') return [statement];
    let start = dots === '' ? '' : dirname(file);
    for (let step = 1; step < dots.length; step += 1) start = dirname(start);
    const path = join(start, module.replaceAll('.', '/'));
    const imported = [`${path}.py`, `${path}/__init__.py`].find((candidate) => folder.has(candidate));
    return imported === undefined ? [statement] : withImported(folder, imported, level + 1);
  });
}

/** `BASE_DIR / "static"` and `os.path.join(BASE_DIR, "static")`. */
function pathBelowBase(value: string): string | undefined {
  const [, slash] =
    /^(?:str\()?\(?\s*BASE_DIR\s*((?:\/\s*["'][^"']+["']\s*)+)\)?\)?$/.exec(value.trim()) ?? [];
  const [, joined] =
    /^os\.path\.join\(\s*BASE_DIR\s*((?:,\s*["'][^"']+["']\s*)+),?\s*\)$/.exec(value.trim()) ?? [];
  const parts = textsIn(slash ?? joined ?? '');
  const path = parts.join('/').replace(/\/$/, '');
  return path !== '' && /^[\w./-]+$/.test(path) && !path.split('/').includes('..') ? path : undefined;
}

function textsIn(value: string): string[] {
  return [...value.matchAll(/(["'])(.*?)\1/g)].map(([, , text]) => text ?? '');
}

function variableIn(value: string): string | undefined {
  return /\benv\w*(?:\.\w+)*[[(]\s*["'](\w+)["']/.exec(value)?.[1];
}

function urlIn(value: string | undefined): string | undefined {
  const [url] = textsIn(value ?? '');
  if (url === undefined || !/^\/?[\w./-]+\/$/.test(url)) return undefined;
  return url.startsWith('/') ? url : `/${url}`;
}

/** The start page if a view is there, else the login of the administration. */
function pageOf(folder: ProjectFolder, urls: string | undefined): string | undefined {
  const file = urls === undefined ? undefined : fileOf(folder, urls);
  const source = (file === undefined ? undefined : folder.read(file)) ?? '';
  const text = statementsOf(source)
    .filter(({ code }) => /^urlpatterns\b/.test(code))
    .map((statement) => statement.source)
    .join('\n');
  if (/\bpath\(\s*["']["']\s*,\s*(?!include\b)/.test(text)) return '/';
  const [, admin] = /\bpath\(\s*["']([\w/-]+\/)["']\s*,\s*admin\.site\.urls/.exec(text) ?? [];
  return admin === undefined ? undefined : `/${admin}login/`;
}
