import { describe, expect, it } from 'vitest';
import { planSchema } from '../plan-schema.js';
import { chooseDependencies } from './choose-dependencies.js';

/** What is chosen in a repository with these files: `lock uv.lock`, `requirements requirements.txt`, `plan`. */
function chosen(files: readonly string[], isPackage: boolean, plan: object = {}): string {
  const found = chooseDependencies(planSchema.parse(plan), { files: new Set(files), isPackage });
  if (!found) return 'nothing';
  return found.kind === 'plan' ? 'plan' : `${found.kind} ${found.file}`;
}

describe('chooseDependencies', () => {
  const all = ['Pipfile.lock', 'pylock.toml', 'pdm.lock', 'poetry.lock', 'uv.lock', 'requirements.txt'];

  it('takes the first lock: of uv, poetry, pdm, the standard, pipenv, and of packages, too', () => {
    const order: string[] = [];
    for (let left = all; left.length > 1; left = left.filter((file) => `lock ${file}` !== order.at(-1)))
      order.push(chosen(left, left.length % 2 === 0));
    expect(order).toEqual([
      'lock uv.lock',
      'lock poetry.lock',
      'lock pdm.lock',
      'lock pylock.toml',
      'lock Pipfile.lock',
    ]);
    expect(chosen(['pylock.dev.toml', 'requirements.txt'], false)).toBe('requirements requirements.txt');
  });

  it('takes what the plan names before all locks', () => {
    expect(chosen(all, true, { lock: 'deploy/pylock.prod.toml' })).toBe('lock deploy/pylock.prod.toml');
    expect(chosen(all, false, { requirements: 'prod.txt' })).toBe('plan');
    expect(chosen(all, true, { constraints: 'pins.txt' })).toBe('plan');
    expect(chosen(all, true, { lock: false })).toBe('plan');
    expect(chosen(all, false, { lock: false })).toBe('requirements requirements.txt');
  });

  it('takes requirements.txt of an application only', () => {
    expect(chosen(['requirements.txt'], false)).toBe('requirements requirements.txt');
    expect(chosen(['requirements.txt'], true)).toBe('plan');
    expect(chosen([], false)).toBe('nothing');
    expect(chosen([], false, { app: true })).toBe('plan');
  });

  it('takes no other file for a lock', () => {
    for (const lock of ['poetry.toml', 'pylock.a.b.toml', 'uv.lock/x', '../uv.lock', true])
      expect(planSchema.safeParse({ lock }).success).toBe(false);
  });
});
