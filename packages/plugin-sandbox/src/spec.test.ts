import { describe, expect, it } from 'vitest';
import { checkSpecs, parseSize, type SandboxHostSpec } from './spec.js';

const spec: SandboxHostSpec = { name: 'web-1', project: 'notes', role: 'web', user: 'deploy' };

describe('checkSpecs', () => {
  it('accepts what can become a host', () => {
    expect(() =>
      checkSpecs([
        {
          ...spec,
          memory: '512M',
          disk: '2G',
          packages: ['g++', 'nginx'],
          suite: 'trixie',
          prepare: ['/p.sh', 'x'],
        },
      ]),
    ).not.toThrow();
  });

  it.each<[Partial<SandboxHostSpec>, RegExp]>([
    [{ name: 'Web_1' }, /not a host name/],
    [{ name: '-a' }, /not a host name/],
    [{ name: 'a'.repeat(41) }, /not a host name/],
    [{ name: 'a; reboot' }, /not a host name/],
    [{ project: '../x' }, /not a project name/],
    [{ user: 'deploy ALL' }, /not a user name/],
    [{ packages: ['--purge'] }, /not a package name/],
    [{ memory: 'lots' }, /no size/],
    [{ disk: '1K' }, /no size/],
    [{ prepare: ['prepare.sh'] }, /not an absolute path/],
  ])('refuses %j', (change, message) => {
    expect(() => checkSpecs([{ ...spec, ...change }])).toThrow(message);
  });

  it('refuses one host asked for twice, but not the same name in two projects', () => {
    expect(() => checkSpecs([spec, spec])).toThrow(/twice/);
    expect(() => checkSpecs([spec, { ...spec, project: 'other' }])).not.toThrow();
  });
});

it.each([
  ['64M', 2 ** 26],
  ['2G', 2 ** 31],
  ['67108864', 2 ** 26],
])('parseSize(%s)', (text, bytes) => {
  expect(parseSize(text, 'memory')).toBe(bytes);
});
