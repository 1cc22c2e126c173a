import { nameOf } from './choices.js';
import { type Dependencies, howToAdd } from './dependencies.js';
import type { Application } from './find-applications.js';
import { yamlText } from './yaml-text.js';

/** How a build serves its application. */
export interface Server {
  /** The lines below `activate:`. */
  readonly lines: readonly string[];
  /** The package that has to be among the dependencies. */
  readonly needs: string;
  /** What the user has to do first; undefined if the package is there. */
  readonly missing: string | undefined;
}

/**
 * Chooses among the servers that fck can run: gunicorn for WSGI; for ASGI gunicorn with the worker class of `uvicorn-worker`, or
 * uvicorn itself.
 */
export function serverFor(application: Application, dependencies: Dependencies): Server {
  const { names } = dependencies;
  const missing = (name: string) =>
    dependencies.file === undefined || names.has(name)
      ? undefined
      : `${name} is not among the dependencies: ${howToAdd(name, dependencies)}, and commit it.`;
  const module = yamlText(nameOf(application));
  if (application.interface === 'wsgi')
    return {
      lines: [`gunicorn: { app_module: ${module} }`],
      needs: 'gunicorn',
      missing: missing('gunicorn'),
    };
  if (names.has('gunicorn') && names.has('uvicorn-worker'))
    return {
      lines: [
        'gunicorn:',
        `  app_module: ${module}`,
        '  options: { worker-class: uvicorn_worker.UvicornWorker } # ASGI',
      ],
      needs: 'gunicorn',
      missing: undefined,
    };
  const factory = application.isFactory ? '--factory ' : '';
  const target = `${application.module}:${application.variable}`;
  return {
    lines: [
      '# One process. For several: { run: …, env: { WEB_CONCURRENCY: 4 } }',
      `command: uvicorn ${factory}${target} --host $HOST --port $PORT`,
    ],
    needs: 'uvicorn',
    missing: missing('uvicorn'),
  };
}
