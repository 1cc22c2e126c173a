import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { isTooOld, lookAtInterpreter } from './interpreter.js';

it.each(['', 'Welcome!\n{"version": "3.11"}', '{"version": "3.11"}'])(
  'an interpreter that answers "%s" is reported as unusable',
  async (stdout) => {
    const context = fakeHostContext({
      answers: [
        [/^command -v /, true],
        [/ -c /, { stdout }],
      ],
    });
    await expect(lookAtInterpreter(context, 'python3')).rejects.toMatchObject({
      code: 'PYTHON_UNUSABLE',
      detail: stdout || undefined,
    });
  },
);

describe('isTooOld', () => {
  it.each(['2.7', '3.6', '3.7'])('refuses %s', (version) => expect(isTooOld(version)).toBe(true));
  it.each(['3.8', '3.10', '3.14', '4.0'])('takes %s', (version) => expect(isTooOld(version)).toBe(false));
});
