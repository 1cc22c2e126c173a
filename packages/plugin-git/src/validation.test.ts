import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OriginFixture } from './origin.test.fixture.js';

let fixture: OriginFixture;
beforeEach(() => {
  fixture = new OriginFixture();
});
afterEach(() => fixture.remove());

async function problemsOf(rest: object): Promise<string> {
  const running = fixture
    .open({ url: 'git@git.example.com:app.git' }, rest)
    .then((fck) => fck.run(['provision']));
  return running.then(
    () => 'none',
    (error: Error & { detail?: string }) => `${error.message}\n${error.detail ?? ''}`,
  );
}

const provisioning = (git: object) => ({ roles: { builder: { hosts: ['local'], provision: { git } } } });

describe('validateGit', () => {
  it('reports every problem at once, with its place', async () => {
    const problems = await problemsOf({
      repos: { app: 'git@git.example.com:app.git', twin: { path: '../nothing', dir: 'app' } },
      ...provisioning({ clone: ['ap'] }),
    });
    expect(problems).toMatch(/fck\.json:1:\d+ {2}The repository "twin" at .*nothing cannot be sent/);
    expect(problems).toMatch(/"app" and "twin" would both be cloned/);
    expect(problems).toMatch(/no repository named "ap"/);
  });

  it('reads a key file only for a role that installs it', async () => {
    const keys = { git: { local_file: 'nothing-here' } };
    expect(await problemsOf({ keys, roles: { builder: { hosts: ['local'], provision: {} } } })).toBe('none');
    expect(await problemsOf({ keys, ...provisioning({ install_key_file: true }) })).toMatch(
      /The key file of "git", .*nothing-here, cannot be used: there is no such file/,
    );
  });

  it('reports a git host that no key opens', async () => {
    const problems = await problemsOf(provisioning({ install_key_file: true }));
    expect(problems).toContain('no entry of `keys:` has a key for git.example.com');
  });
});
