import { FckError } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { explainFailure, explanationOf } from './git-failure.js';
import type { Repository } from './repository.js';

const repository: Repository = {
  name: 'app',
  dir: 'app',
  ref: undefined,
  subdirectory: undefined,
  origin: { kind: 'url', url: { kind: 'ssh', text: 'git@h:app', host: 'h', port: 22 } },
};

describe('explanationOf', () => {
  it.each([
    ['git@github.com: Permission denied (publickey).', /denied this machine access/],
    [
      "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
      /denied this machine access/,
    ],
    [
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.',
      /another SSH host key/,
    ],
    [
      'No ED25519 host key is known for h and you have requested strict checking.\nHost key verification failed.',
      /not known on this machine/,
    ],
    ['ssh: Could not resolve hostname h: Name or service not known', /name is not known/],
    ['ssh: connect to host h port 22: Connection timed out', /cannot be reached/],
    ["fatal: '/srv/x.git' does not appear to be a git repository", /no such repository/],
    ['fatal: write error: No space left on device', /no room/],
  ])('explains %j', (output, what) => {
    expect(explanationOf(output)?.what).toMatch(what);
  });

  it('does not guess', () => {
    expect(explanationOf('fatal: bad object')).toBeUndefined();
  });
});

describe('explainFailure', () => {
  it("keeps git's own words and teaches what to do", () => {
    const failed = new FckError({
      code: 'COMMAND_FAILED',
      message: 'failed',
      detail: 'Permission denied (publickey).',
    });
    expect(explainFailure(repository, failed)).toMatchObject({
      code: 'GIT_FETCH_FAILED',
      message: expect.stringContaining('"app" could not be fetched from git@h:app'),
      hint: expect.stringContaining('install_key_file'),
      detail: 'Permission denied (publickey).',
      cause: failed,
    });
  });

  it('leaves other failures as they are', () => {
    const lost = new FckError({ code: 'OUTCOME_UNKNOWN', message: 'lost' });
    expect(explainFailure(repository, lost)).toBe(lost);
  });
});
