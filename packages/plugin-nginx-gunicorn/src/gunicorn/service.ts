import { posix } from 'node:path';
import {
  type Endpoint,
  type Environment,
  type Facts,
  type Remote,
  Secret,
  type ServiceKind,
  type ServiceRequest,
  secret,
  sh,
} from '@fck/core';
import { gunicornArguments } from './arguments.js';
import { causeInLog } from './cause-in-log.js';
import { gunicornErrors } from './errors.js';
import { SHARED_MEMORY } from './gunicorn-in-build.js';
import { longName } from './option-name.js';
import { gunicornOf, programIn } from './options-of-build.js';
import { type GunicornSection, gunicornSection } from './section.js';

/** Seconds that gunicorn's master gets beyond the graceful timeout: killed earlier, it could not end the last request. */
const MASTER_MARGIN = 10;

/** The variable in which gunicorn looks for options before its command line. */
const HIDDEN_OPTIONS = 'GUNICORN_CMD_ARGS';

/** Serves a WSGI application of a build with the gunicorn in that build. */
export const gunicorn: ServiceKind<typeof gunicornSection> = {
  about: 'A WSGI application, served by the gunicorn of its build.',
  schema: gunicornSection,
  listens: true,
  endpoints: ['unix', 'tcp'],

  environment: ({ env }) => env,

  async describe(context, request) {
    const { section, build, buildPath, endpoint, environment, user } = request;
    const program = programIn(buildPath, section);
    const [facts, { options: known, hasMemory }] = await Promise.all([
      context.remote.facts(),
      gunicornOf(context, buildPath, program, build.name),
    ]);
    const defaults = {
      workers: section.workers ?? Math.min(2 * facts.cpus, 8),
      'graceful-timeout': section.graceful_timeout,
      // Workers send their heartbeat by touching a file: on a busy disk that can take longer than their timeout.
      ...(hasMemory ? { 'worker-tmp-dir': SHARED_MEMORY } : {}),
      // The default path is the same for every gunicorn of a user: the old and the new build would fight over it.
      ...(namesControlSocket(section) ? {} : { 'no-control-socket': true }),
      // Only the reverse proxy can connect to the socket, so its headers about the visitor can be trusted.
      ...(endpoint?.kind === 'unix' ? { 'forwarded-allow-ips': '*' } : {}),
    };
    const { words, hidden } = gunicornArguments(section.options, defaults, known, (text) =>
      context.warn(text),
    );
    return {
      kind: 'gunicorn',
      argv: [program, '--bind', bindAddress(endpoint), ...words, section.app_module],
      cwd: section.working_directory ?? posix.join(buildPath, build.workingDirectory ?? ''),
      env: withHidden({ ...ownVariables(request, facts), ...environment }, hidden),
      user,
      endpoint,
      stopSignal: 'TERM',
      stopTimeout: gracefulTimeout(words) + MASTER_MARGIN,
    };
  },

  packages: packagesIn,
  causeIn: causeInLog,
};

/** The packages in a build's virtualenv, from the names of its `.dist-info` folders. */
async function packagesIn(remote: Remote, buildPath: string): Promise<Record<string, string>> {
  const { stdout } = await remote.look(sh`cd ${buildPath} && ls -d -- lib/python*/site-packages/*.dist-info`);
  return Object.fromEntries(
    [...stdout.matchAll(/([^/\n]+)-([^-/\n]+)\.dist-info$/gm)].map(([, name = '', version = '']) => [
      name,
      version,
    ]),
  );
}

/** The variables that gunicorn itself needs, unless the configuration sets others. */
function ownVariables({ build, buildPath, user }: ServiceRequest, facts: Facts): Environment {
  return {
    PATH: `${buildPath}/bin:/usr/local/bin:/usr/bin:/bin`,
    VIRTUAL_ENV: buildPath,
    USER: user,
    ...(user === facts.user ? { HOME: facts.home } : {}),
    FCK_BUILD: build.name,
    // A build is sealed: the bytecode that Python would write beside its modules exists already.
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** Secret options do not belong on a command line: they go into the variable that gunicorn also reads. */
function withHidden(env: Environment, hidden: Secret | undefined): Environment {
  if (hidden === undefined) return env;
  const own = env[HIDDEN_OPTIONS];
  const words = [hidden, ...(own === undefined ? [] : [own])];
  const text = words.map((word) => (word instanceof Secret ? word.reveal() : word)).join(' ');
  return { ...env, [HIDDEN_OPTIONS]: secret(text) };
}

function bindAddress(endpoint: Endpoint | undefined): string {
  if (!endpoint) throw gunicornErrors.noEndpoint();
  return endpoint.kind === 'unix' ? `unix:${endpoint.path}` : `${endpoint.address}:${endpoint.port}`;
}

function namesControlSocket({ options }: GunicornSection): boolean {
  return Object.keys(options).some((name) => longName(name) === 'control-socket');
}

/** The effective timeout in seconds: a role may have set it as an option. */
function gracefulTimeout(options: readonly string[]): number {
  const at = options.indexOf('--graceful-timeout');
  return at < 0 ? 30 : Number(options[at + 1]);
}
