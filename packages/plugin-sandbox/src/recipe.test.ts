import { expect, it } from 'vitest';
import type { PackageAccess } from './package-access/package-access.js';
import { makeRecipe, type Preparation, recipeName } from './recipe.js';

const access: PackageAccess = {
  apt: { sources: 'Types: deb\n', settings: [], files: [], folders: [] },
  texts: new Map(),
  variables: new Map(),
  copies: [],
  binds: [],
  nameservers: [],
};

const name = (suite: string, preparation?: Preparation) =>
  recipeName(makeRecipe({ id: 'debian', suite }, access, [], preparation));

it('names an image by its release, and by the text and the arguments of what prepares it', () => {
  const names = [
    name('bookworm'),
    name('trixie'),
    name('bookworm', { text: 'echo', args: [] }),
    name('bookworm', { text: 'echo', args: ['amzn'] }),
    name('bookworm', { text: 'exit', args: [] }),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(names.map((each) => each.split('-')[0])).toEqual([
    'bookworm',
    'trixie',
    'bookworm',
    'bookworm',
    'bookworm',
  ]);
  expect(name('bookworm', { text: 'echo', args: [] })).toBe(names[2]);
});
