import { describe, expect, it } from 'vitest';
import type { Project } from '../../api/project.js';
import type { Role } from '../../api/role.js';
import type { Service } from '../../api/service.js';
import { escaped } from '../../command/escaped.js';
import { Secret, secret } from '../../command/secret.js';
import { documentOf } from '../../config/document.js';
import { withSecretsKept } from './service-secrets.js';

const token = secret('hunter22');
const role = {
  name: 'web',
  document: documentOf('fck.config.ts', {
    value: { activate: { app: { url: 'db://hunter22@db', mode: 'production' } } },
    shown: { activate: { app: { url: '!env URL', mode: 'production' } } },
  }),
} as unknown as Role;

const project = {
  document: documentOf('fck.config.ts', {
    value: { env: { KEY: 'passw0rd' } },
    shown: { env: { KEY: '!env KEY' } },
  }),
  values: new Map(),
} as unknown as Project;

const planned = { path: ['activate', 'app'], section: { token } };

const service = (changes: Partial<Service>): Service => ({
  kind: 'app',
  argv: ['/opt/app', '--mode', 'production'],
  cwd: '/',
  env: {},
  user: 'deploy',
  endpoint: undefined,
  stopSignal: 'TERM',
  stopTimeout: 10,
  ...changes,
});

describe('a service that is about to be started', () => {
  it.each<[string, unknown]>([
    ['the secret itself', token],
    ['its value', 'hunter22'],
    ['its value behind an option', '--token=hunter22'],
    ['its escaped form', escaped(token, (text) => text)],
  ])('has no secret among its arguments, whatever its kind tried: %s', (_, word) => {
    const argv = ['/opt/app', word as string];
    expect(() => withSecretsKept(service({ argv }), { project, role, environment: {}, planned })).toThrow(
      expect.objectContaining({
        code: 'SERVICE_SECRET_ARGUMENT',
        message: expect.not.stringContaining('hunter22'),
      }),
    );
  });

  it('has variables from the environment as secrets, and is otherwise unchanged', () => {
    const { env, argv } = withSecretsKept(
      service({ env: { URL: 'db://hunter22@db', KEY: 'passw0rd', MODE: 'production' } }),
      { project, role, environment: {}, planned },
    );
    expect(env).toEqual({ URL: expect.any(Secret), KEY: expect.any(Secret), MODE: 'production' });
    expect(argv).toEqual(['/opt/app', '--mode', 'production']);
  });
});
