import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { optionsOf } from './options-of-build.js';

describe('a build without its program', () => {
  it.each([
    ['gunicorn', 'Add gunicorn to the project'],
    ['gunicorn_django', 'Write `script: gunicorn`'],
    ['serve', 'Correct activate.gunicorn.script'],
  ])('says what to change: %s', async (script, hint) => {
    const context = fakeHostContext({
      answers: [
        [/test -e/, false],
        [/--help/, { code: 127 }],
      ],
    });
    await expect(optionsOf(context, `/b/bin/${script}`, 'shop_00001_abc')).rejects.toMatchObject({
      code: 'GUNICORN_MISSING',
      hint: expect.stringContaining(hint),
    });
  });
});
