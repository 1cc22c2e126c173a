import { environmentSchema, type ServiceKind, sh } from '@fck/core';
import { z } from 'zod';

const nodeSection = z.strictObject({
  /** The program of the build. It listens on `HOST` and `PORT`. */
  script: z
    .string()
    .regex(/^[^/\s-][^\s]*$/, 'must be a file of the build')
    .default('server.js'),
  env: environmentSchema(),
  /** Time limit in seconds for its stop. */
  graceful_timeout: z.int().positive().default(30),
});

/** Serves a build with `node`. The program reads its address from its environment. */
export const nodeService: ServiceKind<typeof nodeSection> = {
  about: 'A Node program of the build, which listens at HOST and PORT.',
  schema: nodeSection,
  listens: true,

  environment: ({ env }) => env,

  async describe({ remote }, { section, build, buildPath, endpoint, environment, user }) {
    const node = await remote.query(sh`command -v node`);
    return {
      kind: 'node',
      argv: [node, section.script],
      cwd: buildPath,
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        NODE_ENV: 'production',
        FCK_BUILD: build.name,
        ...(endpoint?.kind === 'tcp' ? { HOST: endpoint.address, PORT: String(endpoint.port) } : {}),
        ...environment,
      },
      user,
      endpoint,
      stopSignal: 'TERM',
      stopTimeout: section.graceful_timeout,
    };
  },
};
