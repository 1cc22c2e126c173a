import { fakeHost } from '@fck/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Host } from '../api/host.js';
import { selectHosts } from './select.js';

const host = (name: string, role: string, address = name): Host => fakeHost({ name, role, address });
const all = [
  host('web-1', 'web', '10.0.0.1'),
  host('web-2', 'web', '10.0.0.2'),
  host('db.example.com', 'db'),
  host('web-builder', 'builder'),
];
const names = (selection: Parameters<typeof selectHosts>[1]) =>
  selectHosts(all, selection).map(({ name }) => name);

describe('selectHosts', () => {
  it.each([
    [{}, ['web-1', 'web-2', 'db.example.com', 'web-builder']],
    [{ roles: [] }, []],
    [{ hosts: [] }, []],
    [{ roles: ['db', 'web'] }, ['web-1', 'web-2', 'db.example.com']],
    [{ hosts: ['web-*'] }, ['web-1', 'web-2', 'web-builder']],
    [{ hosts: ['web-*'], roles: ['web'] }, ['web-1', 'web-2']],
    [{ hosts: ['web-2', 'web-1', 'web-*1'] }, ['web-1', 'web-2']],
    [{ hosts: ['10.0.0.2'] }, ['web-2']],
    [{ hosts: ['*.example.com'] }, ['db.example.com']],
    [{ hosts: ['*'] }, ['web-1', 'web-2', 'db.example.com', 'web-builder']],
  ])('%j', (selection, expected) => {
    expect(names(selection)).toEqual(expected);
  });

  it('refuses a name without a match and suggests the nearest, even if others match', () => {
    expect(() => names({ hosts: ['web-1', 'web_3'] })).toThrow(
      /There is no host named "web_3"\. Did you mean "web-1" or "web-2"\?/,
    );
    expect(() => names({ hosts: ['web-1'], roles: ['db'] })).toThrow(/There is no host named "web-1"/);
  });

  it('treats only "*" in a name as a pattern', () => {
    expect(() => names({ hosts: ['db.example?com'] })).toThrow(/no host/);
    expect(() => names({ hosts: ['dbXexample.com'] })).toThrow(/no host/);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        const hosts = [host(name, 'web'), host(`${name}x`, 'web')];
        const exact = name.replaceAll('*', '');
        expect(selectHosts([host(exact, 'web')], { hosts: [exact] })).toHaveLength(1);
        expect(selectHosts(hosts, { hosts: [name] })[0]?.name).toBe(name);
      }),
    );
  });

  it('is quick for any pattern', () => {
    const started = Date.now();
    expect(() => selectHosts([host('a'.repeat(60), 'web')], { hosts: [`${'*a'.repeat(25)}b`] })).toThrow();
    expect(Date.now() - started).toBeLessThan(20_000);
  });
});
