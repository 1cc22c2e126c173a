import { describe, expect, it } from 'vitest';
import { planAccess } from './access-plan.js';
import { parseRepoUrl } from './repo-url.js';
import type { Repository } from './repository.js';
import { keysSchema } from './schemas.js';

function repository(url: string): Repository {
  const parsed = parseRepoUrl(url);
  if (parsed.kind === 'refused') throw new Error(parsed.why);
  return {
    name: 'app',
    dir: 'app',
    ref: undefined,
    subdirectory: undefined,
    origin: { kind: 'url', url: parsed },
  };
}

const keys = keysSchema.parse({
  git: { local_file: '~/.ssh/any', private: true },
  own: { host: 'Git.Example.com', local_file: 'own', host_key: 'ssh-ed25519 AAAA' },
});

describe('planAccess', () => {
  it("serves a host with its own key, and all others with the ancestor's", () => {
    const [own, github] = planAccess(keys, [
      repository('ssh://git@git.example.com:2222/a'),
      repository('git@github.com:t/a.git'),
    ]);
    expect(own).toMatchObject({
      host: 'git.example.com',
      ports: [2222],
      key: { name: 'own', localFile: 'own' },
      hostKeys: ['ssh-ed25519 AAAA'],
    });
    expect(github).toMatchObject({
      host: 'github.com',
      ports: [22],
      key: { name: 'git', localFile: '~/.ssh/any' },
    });
    expect(github?.hostKeys?.[0]).toMatch(/^ssh-ed25519 /);
  });

  it('has one entry a host, with all its ports', () => {
    const planned = planAccess(keys, [
      repository('ssh://h:2222/a'),
      repository('h:b'),
      repository('ssh://h:2222/c'),
    ]);
    expect(planned.filter(({ host }) => host === 'h')).toHaveLength(1);
    expect(planned[0]).toMatchObject({ host: 'h', ports: [22, 2222], hostKeys: undefined });
  });

  it('has nothing for repositories that are not fetched over ssh', () => {
    const forAll = keysSchema.parse({ git: { local_file: '~/.ssh/any' } });
    expect(planAccess(forAll, [repository('https://github.com/t/a'), repository('/srv/a')])).toEqual([]);
  });

  it('has the hosts of keys, where submodules may come from', () => {
    const hosts = planAccess(keys, [repository('git@github.com:t/a.git')]).map(({ host }) => host);
    expect(hosts).toEqual(['github.com', 'Git.Example.com']);
  });

  it('does not log in with what is marked as no private key', () => {
    const publicOnly = keysSchema.parse({ git: { local_file: 'k.pub', private: false } });
    expect(planAccess(publicOnly, [repository('h:a')])[0]?.key).toBeUndefined();
  });
});
