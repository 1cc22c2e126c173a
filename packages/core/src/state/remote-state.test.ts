import { fakeRemote } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { RemoteState } from './remote-state.js';

const path = '/opt/www/shop/state.json';
const stateIn = (text?: string) => {
  const remote = fakeRemote({ files: text === undefined ? {} : { [path]: text } });
  return { remote, state: new RemoteState(remote, path) };
};

describe('the state of a host', () => {
  it.each([undefined, '', '\n'])('is empty where its file is %j', async (text) => {
    expect(await stateIn(text).state.read()).toEqual({ version: 2, builds: {}, serving: {} });
  });

  it('is read as it was written', async () => {
    const { state, remote } = stateIn();
    const record = {
      active: 'b1',
      previous: undefined,
      instances: [
        {
          id: 'shop.web.app.1.1',
          kind: 'app',
          build: 'b1',
          endpoint: { kind: 'unix' as const, path: '/run/x' },
        },
        { id: 'shop.web.worker.1.1', kind: 'worker', build: 'b1', endpoint: undefined },
      ],
      draining: [],
      generation: 1,
      since: '2024-02-29T12:00:00Z',
    };
    await state.update((data) => ({ ...data, serving: { web: record } }));
    expect((await state.read()).serving['web']).toEqual(record);
    expect(remote.files.get(path)).toMatch(/^\{\n {2}"version": 2,[\s\S]*\}\n$/);
  });

  it('that did not change is not written', async () => {
    const { state, remote } = stateIn();
    await state.update((data) => ({ ...data, builds: { b1: { fate: 'good', at: 'now' } } }));
    remote.forget();
    await state.update((data) => data);
    expect(remote.changes).toEqual([]);
  });

  it('of an older fck keeps its meaning: what was good had served, what was built is good', async () => {
    const builds = {
      b1: { fate: 'good', at: 'then', roles: ['web'] },
      b2: { fate: 'built', at: 'now' },
      b3: { fate: 'bad', at: 'now' },
    };
    const { state } = stateIn(JSON.stringify({ version: 1, builds, serving: {} }));
    expect(await state.read()).toEqual({
      version: 2,
      builds: {
        b1: { fate: 'served', at: 'then', roles: ['web'] },
        b2: { fate: 'good', at: 'now' },
        b3: { fate: 'bad', at: 'now' },
      },
      serving: {},
    });
  });

  it.each([
    ['half a file', '{"version": 1, "bui'],
    ['of another kind', '[]'],
    ['of a newer fck', '{"version": 3, "builds": {}, "serving": {}}'],
    ['edited by hand', '{"version": 1, "builds": {"b1": {"fate": "fine", "at": ""}}, "serving": {}}'],
  ])('that is %s is told, and not overwritten', async (_, text) => {
    const { state, remote } = stateIn(text);
    const expected = {
      code: 'STATE_UNREADABLE',
      host: 'web-1',
      message: expect.stringContaining(`${path} on web-1`),
      hint: expect.stringContaining('move the file away'),
    };
    await expect(state.read()).rejects.toMatchObject(expected);
    await expect(state.update((data) => data)).rejects.toMatchObject(expected);
    expect(remote.files.get(path)).toBe(text);
  });
});
