import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import type { Service } from '../../api/service.js';
import { secret } from '../../command/secret.js';
import { parseSetting, settingOf } from '../serving/setting.js';
import { difference, type Known } from './difference.js';

const known = (given: Partial<Known>): Known => ({
  sources: [],
  packages: {},
  setting: { settings: {}, environment: {} },
  ...given,
});

describe('the difference of two activations', () => {
  it('lists commits, packages, settings, and names of variables', () => {
    const before = known({
      sources: [{ repo: 'shop', commit: '5f0a2bc1d3e4f5061728' }],
      packages: { celery: '5.4.0', flask: '3.0.3', jinja2: '3.1.4' },
      setting: { settings: { 'gunicorn.workers': '2' }, environment: { DB: 'aa', OLD: 'bb', SAME: 'cc' } },
    });
    const after = known({
      sources: [{ repo: 'shop', commit: '9d1c7aa1d3e4f5061728' }],
      packages: { flask: '3.1.0', jinja2: '3.1.4', redis: '5.2.1' },
      setting: { settings: { 'gunicorn.workers': '4' }, environment: { DB: 'dd', NEW: 'ee', SAME: 'cc' } },
    });
    expect(difference(before, after)).toEqual([
      '  commit       ~ shop 5f0a2bc1d3e4 → 9d1c7aa1d3e4',
      '  packages     - celery 5.4.0',
      '               ~ flask 3.0.3 → 3.1.0',
      '               + redis 5.2.1',
      '  settings     ~ gunicorn.workers 2 → 4',
      '  environment  ~ DB',
      '               + NEW',
      '               - OLD',
    ]);
  });

  it('is empty for equal ones, and where packages are not known', () => {
    expect(difference(known({ packages: { flask: '3' } }), known({ packages: undefined }))).toEqual([]);
  });
});

describe('what a build is activated with', () => {
  const service = (env: Service['env']): Service => ({
    kind: 'app',
    argv: ['/bin/true'],
    cwd: '/',
    env,
    user: 'nobody',
    endpoint: undefined,
    stopSignal: 'TERM',
    stopTimeout: 1,
  });
  const values = { 'activate.gunicorn': { workers: 2, env: { KEY: secret('hunter2') } } };
  const { role } = fakeHostContext({ values });
  const build = (name: string) => ({ name }) as Parameters<typeof settingOf>[0]['build'];
  const at = (name: string) => ({ role, build: build(name), buildPath: `/builds/${name}` });

  it('holds no value of a variable, only hashes that tell whether it changed', () => {
    const one = settingOf(at('b1'), [service({ KEY: secret('hunter2'), HOME: '/builds/b1/x' })]);
    const other = settingOf(at('b2'), [service({ KEY: secret('hunter3'), HOME: '/builds/b2/x' })], one.salt);
    expect(JSON.stringify(one)).not.toContain('hunter2');
    expect(one.settings).toEqual({ 'gunicorn.workers': '2' });
    expect(one.environment['KEY']).not.toBe(other.environment['KEY']);
    expect(one.environment['HOME']).toBe(other.environment['HOME']);
    expect(parseSetting(JSON.stringify(one))).toEqual(one);
    expect(parseSetting('{"version": 7}')).toBeUndefined();
  });
});
