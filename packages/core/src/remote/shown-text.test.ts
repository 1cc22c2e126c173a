import { expect, it } from 'vitest';
import { escaped } from '../command/escaped.js';
import { secret } from '../command/secret.js';
import { fileToWrite } from './changes.js';
import { shownAfter, shownBefore } from './shown-text.js';

const fileWith = (token: string, mode = 'fast') =>
  fileToWrite('/etc/app.env', `# ours\nMODE=${mode}\nTOKEN=${escaped(secret(token), (text) => text)}\n`, {});

it('a diff shows names, and that a secret changed, but no value', () => {
  const file = fileWith('new-secret', 'slow');
  expect(file.content.toString()).toBe('# ours\nMODE=slow\nTOKEN=new-secret\n');
  expect(file.mode).toBe(0o600);
  expect(shownAfter(file)).toBe('# ours\nMODE=slow\nTOKEN=***\n');
  expect(shownBefore(file, '# ours\nMODE=fast\nTOKEN=old-secret\nOLDER=old-secret\n')).toBe(
    '# ours\n*** (as it was)\nTOKEN=*** (as it was)\n*** (as it was)\n',
  );
});

it('an unchanged secret, also one of several lines, is no difference', () => {
  const file = fileWith('one\n two');
  expect(shownBefore(file, '# ours\nMODE=fast\nTOKEN=one\n two\n')).toBe(shownAfter(file));
});

it('a text without secrets is shown as it is', () => {
  const file = fileToWrite('/etc/motd', 'hello\n', {});
  expect([shownBefore(file, 'hi\n'), shownAfter(file), file.mode]).toEqual(['hi\n', 'hello\n', 0o644]);
});
