import type { ConfigProblem, Project, Role, Sources, Validation } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { checkPlan } from './check-plan.js';
import { planSchema } from './plan-schema.js';

/** The messages about a plan in a project with these repositories. */
function problemsOf(plan: object, repos: readonly string[]): string[] {
  const problems: ConfigProblem[] = [];
  const document = { value: {}, shown: {}, file: 'fck.yaml', placeOf: () => ({ file: 'fck.yaml' }) };
  const role: Role = {
    name: 'builder',
    description: undefined,
    user: undefined,
    hosts: [],
    hostDefaults: {
      role: 'builder',
      user: undefined,
      ssh: {},
      keyFile: undefined,
      sudoPassword: undefined,
      directory: '/project',
    },
    builder: 'plan',
    activates: false,
    document,
    values: new Map(),
  };
  const sources: Sources = {
    about: '',
    names: () => repos,
    checkout: () => Promise.reject(new Error('not in a check')),
  };
  const validation: Validation = { project: {} as Project, report: (problem) => problems.push(problem) };
  checkPlan(validation, role, planSchema.parse(plan), sources);
  return problems.map(({ message }) => message);
}

describe('checkPlan', () => {
  it('finds nothing wrong with what is there', () => {
    expect(problemsOf({}, ['shop', 'lib'])).toEqual([]);
    expect(
      problemsOf({ repos: 'lib', reference_repo: 'lib', tests: { command: 'x', repos: ['lib'] } }, [
        'shop',
        'lib',
      ]),
    ).toEqual([]);
  });

  it('reports every repository that the project does not have', () => {
    expect(problemsOf({ repos: ['shop', 'lob', 'sho'] }, ['shop', 'lib'])).toEqual([
      expect.stringContaining('"lob"'),
      expect.stringContaining('"sho"'),
    ]);
  });

  it('reports a reference and tests of a repository that is not planned', () => {
    const plan = { repos: 'shop', reference_repo: 'lib', tests: { command: 'x', repos: 'lib' } };
    expect(problemsOf(plan, ['shop', 'lib'])).toEqual([
      expect.stringContaining('reference repository "lib"'),
      expect.stringContaining('Tests are asked for in the repository "lib"'),
    ]);
  });

  it('reports an interpreter to bring whose version is not known', () => {
    const problems = (interpreter: string) => problemsOf({ interpreter, managed_python: true }, ['shop']);
    expect(problems('python3')).toEqual([expect.stringContaining('needs the version that it may bring')]);
    expect(problems('/usr/bin/python3.13')).toHaveLength(1);
    expect([...problems('python3.13'), ...problems('python3.13.2')]).toEqual([]);
  });

  it('reports a plan without anything to build', () => {
    expect(problemsOf({}, [])).toEqual([expect.stringContaining('no repositories')]);
  });
});
