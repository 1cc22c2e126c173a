import { fakeHostContext } from '@fck/testing';
import { expect, it } from 'vitest';
import { interpreterStep } from './interpreter-step.js';

const step = interpreterStep('web-1', 'python3.99');
const progress = { changedSinceBoot: false };

it('holds where the interpreter is there', async () => {
  const { remote } = fakeHostContext({ answers: [[/^command -v /, true]] });
  expect(await step.check(remote, progress)).toBe(true);
});

it('fails where nothing has brought it, and says what would', async () => {
  const { remote } = fakeHostContext({
    answers: [
      [/^command -v /, false],
      [/apt-cache show/, { stdout: '/usr/bin/python3\n/usr/bin/python3.11\n' }],
    ],
  });
  expect(await step.check(remote, progress)).toBe(false);
  await expect(step.apply?.(remote)).rejects.toMatchObject({
    code: 'PYTHON_MISSING',
    host: 'web-1',
    message: expect.stringContaining('python3.99'),
    hint: expect.stringContaining('(python3, python3.11)'),
  });
});

it('names the packages of an interpreter that the system offers', async () => {
  const { remote } = fakeHostContext({
    answers: [
      [/^command -v /, false],
      [/apt-cache show/, { stdout: '/usr/bin/python3\noffered\n' }],
    ],
  });
  await expect(interpreterStep('web-1', 'python3.12').apply?.(remote)).rejects.toMatchObject({
    hint: expect.stringMatching(/^Add package:python3\.12 \(.*package:python3\.12-venv/),
  });
});
