import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSchema } from './plan-schema.js';
import { type Ingredients, recipeOf } from './recipe.js';

const word = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const plan = fc
  .record(
    {
      interpreter: word,
      tarball: fc.boolean(),
      reference_repo: word,
      tests: fc.boolean(),
      requirements: fc.array(word),
      constraints: fc.array(word),
      extras: fc.array(word),
      pip_options: fc.array(word),
    },
    { requiredKeys: [] },
  )
  .map((given) => planSchema.parse(given));
const ingredients: fc.Arbitrary<Ingredients> = fc.record({
  plan,
  checkouts: fc.uniqueArray(fc.record({ repo: word, commit: word }), { selector: ({ repo }) => repo }),
  interpreter: fc.record({
    version: fc.constant('3.11'),
    release: word,
    executable: word,
    library: fc.constant('lib'),
    venv: fc.constant(true),
    ensurepip: fc.constant(true),
  }),
  tools: fc.record({ versions: word }),
  postBuild: fc.array(
    fc.record({ command: word, sudo: fc.boolean(), once: fc.boolean(), env: fc.constant({}) }),
  ),
});

describe('recipeOf', () => {
  it('is the same for equal ingredients', () => {
    fc.assert(
      fc.property(ingredients, (one) => {
        expect(recipeOf(structuredClone(one))).toEqual(recipeOf(one));
      }),
    );
  });

  it.each(['plan', 'checkouts', 'interpreter', 'tools', 'postBuild'] as const)(
    'is another one as soon as the %s differ',
    (part) => {
      fc.assert(
        fc.property(ingredients, ingredients, (one, other) => {
          fc.pre(JSON.stringify(one[part]) !== JSON.stringify(other[part]));
          expect(recipeOf({ ...one, [part]: other[part] })).not.toEqual(recipeOf(one));
        }),
      );
    },
  );

  it('contains the tags of a repository whose version comes from them', () => {
    const [one] = fc.sample(ingredients, 1);
    if (!one) throw new Error('no sample');
    const checkouts = [{ repo: 'shop', commit: 'abc' }];
    const withTags = (tags?: string) => recipeOf({ ...one, checkouts, contents: [{ tags }] });
    expect(withTags('first')).not.toEqual(withTags('second'));
    expect(withTags()).toEqual(recipeOf({ ...one, checkouts }));
  });
});
