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
    expect(await stateIn(text).state.read()).toEqual({ version: 3, builds: {}, serving: {} });
  });

  it('is read as written', async () => {
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
    expect(remote.files.get(path)).toMatch(/^\{\n {2}"version": 3,[\s\S]*\}\n$/);
  });

  it('is not written if it did not change', async () => {
    const { state, remote } = stateIn();
    await state.update((data) => ({ ...data, builds: { b1: { status: 'ready', at: 'now' } } }));
    remote.forget();
    await state.update((data) => data);
    expect(remote.changes).toEqual([]);
  });

  it.each([
    [1, { b1: 'good', b2: 'built', b3: 'bad' }, { b1: 'served', b2: 'ready', b3: 'rejected' }],
    [2, { b1: 'served', b2: 'good', b3: 'bad' }, { b1: 'served', b2: 'ready', b3: 'rejected' }],
  ])('of version %i of an older fck keeps its meaning', async (version, fates, statuses) => {
    const at = 'then';
    const builds = Object.fromEntries(Object.entries(fates).map(([name, fate]) => [name, { fate, at }]));
    const web = { instances: [], draining: [], generation: 1 };
    const serving = { web: { ...web, resting: 'b1' } };
    const { state } = stateIn(JSON.stringify({ version, builds, serving }));
    expect(await state.read()).toEqual({
      version: 3,
      builds: Object.fromEntries(Object.entries(statuses).map(([name, status]) => [name, { status, at }])),
      serving: { web: { ...web, deactivated: 'b1' } },
    });
  });

  it.each([
    ['half a file', '{"version": 1, "bui'],
    ['of another kind', '[]'],
    ['of a newer fck', '{"version": 4, "builds": {}, "serving": {}}'],
    ['edited by hand', '{"version": 3, "builds": {"b1": {"status": "fine", "at": ""}}, "serving": {}}'],
  ])('that is %s is reported, and not overwritten', async (_, text) => {
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
