import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSchema } from './plan-schema.js';

const accepts = (plan: object) => planSchema.safeParse(plan).success;

describe('planSchema', () => {
  it("takes the ancestor's plan", () => {
    const plan = planSchema.parse({ repos: '__all__', interpreter: 'python2.7', tarball: true });
    expect(plan).toMatchObject({ repos: ['__all__'], interpreter: 'python2.7', tarball: true });
  });

  it('fills in what an empty plan leaves out', () => {
    expect(planSchema.parse({})).toEqual({
      repos: ['__all__'],
      interpreter: 'python3',
      managed_python: false,
      installer: 'pip',
      tarball: false,
      requirements: [],
      constraints: [],
      groups: [],
      extras: [],
      pip_options: [],
      before_install: [],
      after_install: [],
    });
  });

  it('gives the same again for what it gave', () => {
    const plan = planSchema.parse({
      repos: ['b', 'a', 'b'],
      tests: { command: 'make test', repos: 'a' },
      requirements: 'r.txt',
    });
    expect(plan.repos).toEqual(['b', 'a']);
    expect(planSchema.parse(plan)).toEqual(plan);
  });

  it('refuses no plan at all, so that a role without one has none', () => {
    expect(planSchema.safeParse(undefined).success).toBe(false);
  });

  it('refuses keys that it does not know', () => {
    expect(accepts({ interpretor: 'python3' })).toBe(false);
    expect(accepts({ tests: { comand: 'x' } })).toBe(false);
    expect(accepts({ managed_python: 'github.com' })).toBe(false);
    expect(accepts({ managed_python: 'https://me:secret@mirror.test/pythons' })).toBe(false);
  });

  it('refuses files outside of the repository', () => {
    expect(accepts({ requirements: ['requirements/web.txt'] })).toBe(true);
    expect(accepts({ requirements: ['../other/requirements.txt'] })).toBe(false);
    expect(accepts({ constraints: '/etc/passwd' })).toBe(false);
  });

  it('refuses passwords among the options of pip, which every user of the host could read', () => {
    expect(accepts({ pip_options: ['--extra-index-url=https://pypi.example.com/simple'] })).toBe(true);
    fc.assert(
      fc.property(fc.stringMatching(/^\w+$/), fc.stringMatching(/^[\w$!%.-]+$/), (user, password) => {
        expect(
          accepts({ pip_options: [`--index-url=https://${user}:${password}@pypi.example.com/simple`] }),
        ).toBe(false);
      }),
    );
  });
});
