import type { ProjectFolder } from './project-folder.js';
import { importedNames, type PythonStatement, resolveName, statementsOf } from './python-source.js';

/** How a server calls an application. */
export type ServerInterface = 'wsgi' | 'asgi';

/** An application that was found in the source. */
export interface Application {
  /** Dotted name: `shop.wsgi`. */
  readonly module: string;
  /** The variable or the function in it. */
  readonly variable: string;
  /** The variable is a function that returns the application. */
  readonly isFactory: boolean;
  readonly interface: ServerInterface;
  /** Its name, as users know it; undefined for a plain function. */
  readonly framework: string | undefined;
  readonly file: string;
}

interface Maker {
  readonly framework: string | undefined;
  readonly interface: ServerInterface;
}

/** What makes an application, by its full name. */
const makers: ReadonlyMap<string, Maker> = new Map([
  ['flask.Flask', { framework: 'Flask', interface: 'wsgi' }],
  ['bottle.Bottle', { framework: 'Bottle', interface: 'wsgi' }],
  ['bottle.default_app', { framework: 'Bottle', interface: 'wsgi' }],
  ['falcon.App', { framework: 'Falcon', interface: 'wsgi' }],
  ['falcon.API', { framework: 'Falcon', interface: 'wsgi' }],
  ['falcon.asgi.App', { framework: 'Falcon', interface: 'asgi' }],
  ['django.core.wsgi.get_wsgi_application', { framework: 'Django', interface: 'wsgi' }],
  ['django.core.asgi.get_asgi_application', { framework: 'Django', interface: 'asgi' }],
  ['fastapi.FastAPI', { framework: 'FastAPI', interface: 'asgi' }],
  ['fastapi.applications.FastAPI', { framework: 'FastAPI', interface: 'asgi' }],
  ['starlette.applications.Starlette', { framework: 'Starlette', interface: 'asgi' }],
  ['litestar.Litestar', { framework: 'Litestar', interface: 'asgi' }],
  ['quart.Quart', { framework: 'Quart', interface: 'asgi' }],
] as const);

interface Module {
  readonly file: string;
  readonly module: string;
  readonly statements: readonly PythonStatement[];
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Finds applications by reading the source: nothing is imported.
 *
 * @param isPackage the project is installed, so that modules of `src/` are imported without `src`
 * @returns the likeliest first
 */
export function findApplications(folder: ProjectFolder, isPackage: boolean): readonly Application[] {
  const modules = folder.pythonFiles.flatMap((file) => {
    const source = folder.read(file);
    if (source === undefined) return [];
    const statements = statementsOf(source);
    return [{ file, module: moduleOf(file, isPackage), statements, names: importedNames(statements) }];
  });
  const factories = modules.flatMap(factoriesOf);
  const found = [
    ...modules.flatMap((module) => instancesOf(module, factories)),
    ...factories.filter(({ withoutArguments }) => withoutArguments).map(({ application }) => application),
  ];
  return found.toSorted((one, other) => rank(one) - rank(other));
}

/** Whether two applications are equally likely to be the one. */
export function areEquallyLikely(one: Application, other: Application): boolean {
  return rank(one) === rank(other);
}

function moduleOf(file: string, isPackage: boolean): string {
  const parts = file.replace(/(\/__init__)?\.py$/, '').split('/');
  return (isPackage && parts[0] === 'src' ? parts.slice(1) : parts).join('.');
}

interface Factory {
  readonly name: string;
  readonly withoutArguments: boolean;
  readonly application: Application;
}

/** Functions at the top of a module that make an application. */
function factoriesOf(of: Module): Factory[] {
  return of.statements.flatMap((statement, at) => {
    const [, name, parameters] = /^def\s+(\w+)\s*\((.*)\)[^()]*:$/.exec(statement.code) ?? [];
    if (statement.indent > 0 || name === undefined || parameters === undefined) return [];
    if (!/^(create|make|build|get)_?\w*$/.test(name)) return [];
    const rest = of.statements.slice(at + 1);
    const end = rest.findIndex(({ indent }) => indent === 0);
    const body = end < 0 ? rest : rest.slice(0, end);
    const maker = body.map(({ code }) => makerIn(code, of.names)).find((made) => made !== undefined);
    if (!maker || !body.some(({ code }) => /^return\b/.test(code))) return [];
    const application = { module: of.module, variable: name, isFactory: true, file: of.file, ...maker };
    return [{ name, withoutArguments: needNoValues(parameters), application }];
  });
}

/** Whether a function with these parameters can be called without arguments. */
function needNoValues(parameters: string): boolean {
  return parameters
    .replaceAll(/[[({][^\])}]*[\])}]/g, '')
    .split(',')
    .map((parameter) => parameter.trim())
    .every((parameter) => parameter === '' || parameter.startsWith('*') || parameter.includes('='));
}

/** What an expression such as `app = Flask(` calls to make an application. */
function makerIn(code: string, names: ReadonlyMap<string, string>): Maker | undefined {
  const [, called] = /^(?:return\s+|(?:\w+\s*(?::[^=]+)?=\s*)+)([\w.]+)\s*\(/.exec(code) ?? [];
  return called === undefined ? undefined : makers.get(resolveName(called, names));
}

/** Applications that are variables at the top of a module, and plain functions that a server can call. */
function instancesOf(of: Module, factories: readonly Factory[]): Application[] {
  return of.statements.flatMap(({ code, indent }) => {
    if (indent > 0) return [];
    const here = { module: of.module, isFactory: false, file: of.file };
    const [, coroutine, plain, parameters = ''] =
      /^(async\s+)?def\s+(app|application)\s*\((.*?)\)/.exec(code) ?? [];
    if (plain !== undefined) {
      const count = parameters.split(',').length;
      const kind =
        coroutine === undefined ? (count === 2 ? 'wsgi' : undefined) : count === 3 ? 'asgi' : undefined;
      return kind ? [{ ...here, variable: plain, interface: kind, framework: undefined }] : [];
    }
    const [, variable, called] = /^(\w+)\s*(?::[^=]+)?=\s*(?:\w+\s*=\s*)*([\w.]+)\s*\(/.exec(code) ?? [];
    if (variable === undefined || called === undefined) return [];
    if (called.endsWith('.make_wsgi_app'))
      return [{ ...here, variable, interface: 'wsgi' as const, framework: 'Pyramid' }];
    const factory = factories.find(({ name }) => resolveName(called, of.names).split('.').at(-1) === name);
    const maker = makers.get(resolveName(called, of.names)) ?? factory?.application;
    if (!maker) return [];
    return [{ ...here, variable, interface: maker.interface, framework: maker.framework }];
  });
}

const usualFiles = new Set(['app', 'main', 'application', 'server', '__init__']);
const usualVariables = new Set(['app', 'application', 'api']);

/** The lower, the likelier. A file that is named for servers counts most, then the usual names and places. */
function rank({ file, variable, isFactory, interface: kind, framework }: Application): number {
  const parts = file
    .replace(/\.py$/, '')
    .replace(/^src\//, '')
    .split('/');
  const name = parts.at(-1) ?? '';
  const byName = name === 'wsgi' || name === 'asgi' ? 0 : usualFiles.has(name) ? 4 : 8;
  const asynchronousDjango = framework === 'Django' && kind === 'asgi' ? 1 : 0;
  return (
    byName +
    (parts.length - 1) * 2 +
    (isFactory ? 16 : 0) +
    (usualVariables.has(variable) ? 0 : 2) +
    asynchronousDjango
  );
}
