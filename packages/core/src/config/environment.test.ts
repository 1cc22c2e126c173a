import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { Secret, secret } from '../command/secret.js';
import { environmentOf, environmentSchema } from './environment.js';

describe('environmentSchema', () => {
  it('makes texts of numbers and switches, and keeps secrets', () => {
    const token = secret('hunter22');
    expect(environmentSchema().parse({ PORT: 8000, DEBUG: false, TOKEN: token })).toEqual({
      PORT: '8000',
      DEBUG: 'false',
      TOKEN: token,
    });
    expect(environmentSchema().parse(null)).toEqual({});
  });

  it.each([
    [{ 'A-B': 'x' }, 'must be the name of an environment variable'],
    [{ A: ['x'] }, 'expected a text, a number, true or false'],
  ])('refuses %j', (given, why) => {
    expect(JSON.stringify(environmentSchema().safeParse(given).error?.issues)).toContain(why);
  });
});

describe('environmentOf', () => {
  it("has the project's variables, and the role's over them", () => {
    const context = fakeHostContext({
      projectValues: { env: { LANG: 'C', TZ: 'UTC', TOKEN: secret('hunter22') } },
      values: { env: { LANG: 'de_DE.UTF-8' } },
    });
    expect(environmentOf(context)).toEqual({ LANG: 'de_DE.UTF-8', TZ: 'UTC', TOKEN: expect.any(Secret) });
    expect(environmentOf(fakeHostContext())).toEqual({});
  });
});
