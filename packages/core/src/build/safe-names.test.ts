import { describe, expect, it } from 'vitest';
import { parseState } from '../state/parse-state.js';
import { parseBuild } from './builds-on-host.js';

const build = {
  name: 'shop_00001_abc1234',
  number: 1,
  commit: 'abc1234',
  createdAt: '2024-02-29T12:00:00Z',
  builtBy: { role: 'web', host: 'web-1' },
  sources: [],
  platform: {},
  checksum: 'c0ffee',
};
const serving = { instances: [], draining: [], generation: 1 };
const hostile = ['../../etc', '..', '.', '/etc', 'a/b', '', 'a b', 'a;b', '$(reboot)', 'a\nb'];

describe('names of builds from a host', () => {
  it.each(hostile)('are no paths and no commands: %j', (name) => {
    expect(parseBuild(JSON.stringify({ ...build, name }))).toBeUndefined();
    for (const data of [
      { builds: { [name]: { status: 'ready', at: '' } }, serving: {} },
      { builds: {}, serving: { web: { ...serving, active: name } } },
      { builds: {}, serving: { web: { ...serving, previous: name } } },
      { builds: {}, serving: { web: { ...serving, instances: [{ id: 'i', kind: 'app', build: name }] } } },
    ])
      expect(parseState(JSON.stringify({ version: 3, ...data }))).toBeUndefined();
  });

  it.each(['/srv', '..', 'a/../../b'])('lead to no folder outside of the build: content %j', (content) => {
    expect(parseBuild(JSON.stringify({ ...build, content }))).toBeUndefined();
    expect(parseBuild(JSON.stringify({ ...build, workingDirectory: content }))).toBeUndefined();
  });

  it('are accepted as fck makes them', () => {
    expect(parseBuild(JSON.stringify({ ...build, content: 'lib/python3.11/site-packages' }))).toBeDefined();
    const data = {
      builds: { [build.name]: { status: 'ready', at: '' } },
      serving: { web: { ...serving, active: build.name } },
    };
    expect(parseState(JSON.stringify({ version: 3, ...data }))).toBeDefined();
  });
});
