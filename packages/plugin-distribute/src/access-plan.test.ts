import type { Role } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { planAccess } from './access-plan.js';
import type { AccessSections } from './sections.js';

interface Said {
  readonly allow?: string[];
  readonly request?: string[];
}

/** Roles of these names, and the sections in which they say what is given. */
function project(said: Readonly<Record<string, Said>>): { roles: Role[]; sections: AccessSections } {
  const roles = Object.keys(said).map((name) => ({ name }) as Role);
  const section = (key: keyof Said) => ({
    of: (owner: { values: ReadonlyMap<string, unknown> }) => {
      const names = said[(owner as Role).name]?.[key];
      return names && { roles: names };
    },
  });
  const sections = {
    createKeyPair: { of: () => true },
    allowAccess: section('allow'),
    requestAccess: section('request'),
  };
  return { roles, sections };
}

function planOf(name: string, said: Readonly<Record<string, Said>>) {
  const { roles, sections } = project(said);
  const role = roles.find((candidate) => candidate.name === name);
  if (!role) throw new Error(`no role ${name}`);
  return planAccess(role, roles, sections);
}

describe('planAccess', () => {
  it.each<[string, Readonly<Record<string, Said>>]>([
    ['web requests it', { builder: {}, web: { request: ['builder'] } }],
    ['builder allows it', { builder: { allow: ['web'] }, web: {} }],
    ['both say it', { builder: { allow: ['web'] }, web: { request: ['builder'] } }],
  ])('lets web fetch from builder if %s', (_, said) => {
    expect(planOf('web', said)).toEqual({ mayFetchFrom: ['builder'], lets: [] });
    expect(planOf('builder', said)).toEqual({ mayFetchFrom: [], lets: ['web'] });
  });

  it('gives no access without a request', () => {
    expect(planOf('web', { builder: {}, web: {} })).toEqual({ mayFetchFrom: [], lets: [] });
  });

  it('knows hosts that fetch from others of their own role', () => {
    expect(planOf('db', { db: { request: ['db'] } })).toEqual({ mayFetchFrom: ['db'], lets: ['db'] });
  });
});
