import { secret } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { gunicornSection } from './section.js';

const problemsOf = (section: unknown) =>
  gunicornSection
    .safeParse(section)
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('activate: gunicorn:', () => {
  it("takes the ancestor's section as it is", () => {
    const written = {
      script: 'gunicorn',
      app_module: 'app:app',
      options: { debug: true, 'log-level': 'DEBUG' },
    };
    expect(gunicornSection.parse(written)).toEqual({ ...written, env: {}, graceful_timeout: 30 });
  });

  it('takes secrets and numbers as variables, and keeps the secrets', () => {
    const { env } = gunicornSection.parse({
      app_module: 'app:app',
      env: { PORT: 1, TOKEN: secret('x') },
      options: null,
    });
    expect(env).toEqual({ PORT: '1', TOKEN: expect.objectContaining({}) });
    expect(String(env.TOKEN)).toBe('***');
  });

  it.each(['bind', 'pid', 'pidfile', 'daemon'])('refuses the option %s and says why', (name) => {
    expect(problemsOf({ app_module: 'app:app', options: { [name]: 'x' } })).toEqual([
      expect.stringMatching(`options.${name}: is set by fck itself: .`),
    ]);
  });

  it.each([
    { app_module: '--help' },
    { app_module: 'app:app\n' },
    { app_module: 'app:app', script: '../../bin/sh' },
    { app_module: 'app:app', options: { '-c': 'x' } },
    { app_module: 'app:app', env: { 'A=B': 'x' } },
    { app_module: 'app:app', user: 'root;id' },
  ])('refuses %o', (section) => {
    expect(problemsOf(section)).toHaveLength(1);
  });
});
