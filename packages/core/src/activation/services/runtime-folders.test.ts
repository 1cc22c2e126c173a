import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import {
  closeBuilds,
  lookAtGround,
  makeRuntimeFolders,
  prepareAccounts,
  type ServiceGround,
  socketPath,
} from './runtime-folders.js';

const nothing: ServiceGround = {
  hasUser: false,
  members: undefined,
  builds: { group: 'deploy', mode: 0o755 },
  foreign: undefined,
  userHasPowers: false,
  runtime: [],
};
const prepared: ServiceGround = {
  ...nothing,
  hasUser: true,
  members: ['www-data'],
  builds: { group: 'fck-shop', mode: 0o750 },
};

function candidate(context: ReturnType<typeof fakeHostContext>, user: string, socket = true) {
  const id = 'shop.web.gunicorn.1.2';
  const endpoint = socket
    ? { kind: 'unix' as const, path: socketPath(context, id) }
    : { kind: 'tcp' as const, address: '127.0.0.1', port: 8100 };
  const instance = { id, kind: 'gunicorn', build: 'b', endpoint };
  const service = {
    kind: 'gunicorn',
    argv: ['/bin/true'],
    cwd: '/',
    env: {},
    user,
    endpoint,
    stopSignal: 'TERM' as const,
    stopTimeout: 1,
  };
  return { instance, service };
}

describe('the state of a host for services', () => {
  it('is read in one round trip', async () => {
    const printed =
      'user\nmembers www-data,deploy\nbuilds fck-shop 750\nruntime web.gunicorn.1.1\nruntime api.gunicorn.1.1\nruntime web.sock\n';
    const context = fakeHostContext({ answers: [['getent', printed]] });
    expect(await lookAtGround(context)).toEqual({
      ...prepared,
      members: ['www-data', 'deploy'],
      runtime: ['shop.web.gunicorn.1.1'],
    });
  });

  it('may be nothing', async () => {
    expect(await lookAtGround(fakeHostContext({ answers: [['getent', '']] }))).toEqual({
      ...nothing,
      builds: undefined,
    });
  });
});

describe('builds that are open to other local users', () => {
  const changesOf = async (ground: ServiceGround) => {
    const context = fakeHostContext();
    await closeBuilds(context, { candidates: [candidate(context, 'fck-shop')], ground, guests: [] });
    return context.remote.changes.map((change) => ('command' in change ? change.command : ''));
  };

  it('are closed', async () => {
    expect(await changesOf(nothing)).toEqual(['chmod o= -- /opt/www/shop/builds']);
  });

  it('stay open if one of them was not made by fck: its reader is unknown', async () => {
    expect(await changesOf({ ...nothing, foreign: 'shop_00041_abc7955' })).toEqual([]);
  });
});

describe('accounts', () => {
  const changesOf = async (ground: ServiceGround, user: string, guests: readonly string[], socket = true) => {
    const context = fakeHostContext({ answers: [['getent passwd deploy', '']] });
    await prepareAccounts(context, { candidates: [candidate(context, user, socket)], ground, guests });
    return context.remote.changes.map((change) => ('command' in change ? change.command : '')).join('\n');
  };

  it('are created, and the reverse proxy is added to the group', async () => {
    const changes = await changesOf(nothing, 'fck-shop', ['www-data']);
    for (const part of [
      'useradd --system',
      'usermod -a -G fck-shop www-data',
      'chgrp -- fck-shop /opt/www/shop/builds',
    ])
      expect(changes).toContain(part);
  });

  it('that exist are left alone', async () => {
    expect(await changesOf(prepared, 'fck-shop', ['www-data'])).toBe('');
  });

  it('of another user need the group alone', async () => {
    const changes = await changesOf(nothing, 'deploy', []);
    expect(changes).not.toContain('useradd --system');
    expect(changes).toContain('usermod -a -G fck-shop deploy');
  });

  it('of a user that the host lacks cannot be', async () => {
    const context = fakeHostContext({ answers: [['getent passwd', { code: 2 }]] });
    const needs = { candidates: [candidate(context, 'deploy')], ground: nothing, guests: [] };
    await expect(prepareAccounts(context, needs)).rejects.toMatchObject({ code: 'SERVICE_USER_MISSING' });
    expect(context.remote.changes).toEqual([]);
  });

  it('are not needed on a port, where builds are open', async () => {
    expect(await changesOf(nothing, 'deploy', [], false)).toBe('');
  });
});

it('makes a folder that only the user and the group can enter', async () => {
  const context = fakeHostContext();
  await makeRuntimeFolders(context, { candidates: [candidate(context, 'fck-shop')] });
  const [change] = context.remote.changes;
  expect(change).toMatchObject({
    command: expect.stringContaining(
      'install -d -o fck-shop -g fck-shop -m 0750 -- /opt/www/shop/run/web.gunicorn.1.2',
    ),
  });
});
