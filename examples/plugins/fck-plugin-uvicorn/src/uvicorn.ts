import { type Endpoint, type ServiceKind, sh } from '@fck/core';
import { uvicornMissing } from './errors.js';
import { type UvicornSection, uvicornSection } from './section.js';

/** Seconds beyond the graceful timeout for uvicorn to end its workers. */
const MARGIN = 10;

/** Serves an ASGI application of a build with the uvicorn in that build. */
export const uvicorn: ServiceKind<typeof uvicornSection> = {
  about: 'An ASGI application, served by the uvicorn of its build.',
  schema: uvicornSection,
  listens: true,
  endpoints: ['unix', 'tcp'],

  environment: ({ env }) => env,

  async describe({ remote }, { section, build, buildPath, endpoint, environment, user }) {
    const program = `${buildPath}/bin/uvicorn`;
    const exists = await remote.test(sh`test -x ${program}`);
    // In a dry run, the build may not exist yet.
    if (!exists && !remote.dryRun) throw uvicornMissing(build.name);
    return {
      kind: 'uvicorn',
      argv: [program, ...listenAt(endpoint), ...optionsOf(section), section.app_module],
      cwd: buildPath,
      env: {
        PATH: `${buildPath}/bin:/usr/local/bin:/usr/bin:/bin`,
        PYTHONDONTWRITEBYTECODE: '1',
        FCK_BUILD: build.name,
        ...environment,
      },
      user,
      endpoint,
      stopSignal: 'TERM',
      stopTimeout: section.graceful_timeout + MARGIN,
    };
  },
};

function listenAt(endpoint: Endpoint | undefined): string[] {
  if (!endpoint) return [];
  return endpoint.kind === 'unix'
    ? // Only the reverse proxy can connect to the socket, so its headers about the visitor can be trusted.
      ['--uds', endpoint.path, '--forwarded-allow-ips', '*']
    : ['--host', endpoint.address, '--port', String(endpoint.port)];
}

/** `proxy-headers: true` becomes `--proxy-headers`; a false switch is left out. */
function optionsOf({ workers, graceful_timeout, options }: UvicornSection): string[] {
  const all: UvicornSection['options'] = {
    workers,
    'timeout-graceful-shutdown': graceful_timeout,
    ...options,
  };
  return Object.entries(all).flatMap(([name, value]) => {
    if (value === false) return [];
    return value === true ? [`--${name}`] : [`--${name}=${value}`];
  });
}
