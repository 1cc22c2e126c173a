import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { addToYaml } from './edit-yaml-config.js';

const added = { entry: 'redis', before: ['git', 'aws'] };
const yaml = (text: string, entry = 'redis') =>
  addToYaml(text, { ...added, entry }, { json: false, path: [] });
const json = (text: string, path: string[] = []) => addToYaml(text, added, { json: true, path });

test.each([
  ['a list', 'plugins:\n  - git\nroles: {}\n', 'plugins:\n  - git\n  - redis\nroles: {}\n'],
  ['its indent', 'plugins:\n- git\nroles: {}\n', 'plugins:\n- git\n- redis\nroles: {}\n'],
  [
    'comments',
    '# top\nplugins: # ours\n    - git # code\n    # between\n\n# roles\nroles: {}\n',
    '# top\nplugins: # ours\n    - git # code\n    - redis\n    # between\n\n# roles\nroles: {}\n',
  ],
  [
    'a plugin with options',
    'plugins:\n  - git\n  - aws:\n      region: x # here\nroles: {}\n',
    'plugins:\n  - git\n  - aws:\n      region: x # here\n  - redis\nroles: {}\n',
  ],
  ['a list on one line', 'plugins: [ git,  aws ] # two\n', 'plugins: [ git,  aws, redis ] # two\n'],
  ['an empty list', 'plugins: []\n', 'plugins: [redis]\n'],
  ['a list over lines', 'plugins: [\n  git,\n  aws,\n]\n', 'plugins: [\n  git,\n  aws,\n  redis,\n]\n'],
  ['no end of line', 'plugins:\n  - git', 'plugins:\n  - git\n  - redis'],
  ['ends of lines', 'plugins:\r\n  - git\r\nname: x\r\n', 'plugins:\r\n  - git\r\n  - redis\r\nname: x\r\n'],
])('keeps %s', (_, before, after) => {
  expect(yaml(before)).toEqual({ kind: 'edited', text: after });
});

test.each([
  [
    'without a list',
    '# top\nname: shop # short\n\nroles: {}\n',
    '# top\nname: shop # short\nplugins:\n  - git\n  - aws\n  - redis\n\nroles: {}\n',
  ],
  [
    'with an empty key',
    'name: shop\nplugins: # none\nroles: {}\n',
    'name: shop\nplugins: # none\n  - git\n  - aws\n  - redis\nroles: {}\n',
  ],
  ['in braces', '{ name: shop, roles: {} }', '{ name: shop, plugins: [git, aws, redis], roles: {} }'],
])('%s, the official plugins stay loaded', (_, before, after) => {
  expect(yaml(before)).toEqual({ kind: 'edited', text: after });
});

it('writes JSON into JSON, also below a key', () => {
  expect(json('{\n  "name": "shop",\n  "roles": {}\n}\n')).toEqual({
    kind: 'edited',
    text: '{\n  "name": "shop",\n  "plugins": ["git", "aws", "redis"],\n  "roles": {}\n}\n',
  });
  expect(json('{"name": "x", "fck": {"name": "shop", "plugins": ["git"]}}', ['fck'])).toEqual({
    kind: 'edited',
    text: '{"name": "x", "fck": {"name": "shop", "plugins": ["git", "redis"]}}',
  });
});

it('quotes what is no plain text', () => {
  expect(yaml('plugins: [git]\n', '@acme/redis')).toEqual({
    kind: 'edited',
    text: 'plugins: [git, "@acme/redis"]\n',
  });
});

test.each(['plugins: [redis]', 'plugins:\n  - redis: {port: 1}', 'plugins: [[redis, {}]]'])(
  'knows that it is there: %s',
  (text) => {
    expect(yaml(text)).toEqual({ kind: 'present' });
  },
);

test.each(['', 'plugins: git', 'roles: {}', 'a: [', '- a', 'name: a\n---\nname: b\n'])(
  'leaves alone what it does not understand: %j',
  (text) => {
    expect(yaml(text)).toEqual({ kind: 'unclear' });
  },
);

it('changes nothing but the list, whatever the file holds', () => {
  const line = fc.constantFrom(
    'name: shop',
    'name: >-\n  folded\n  text',
    'plugins:',
    'plugins: [git]',
    '  - git',
    '  - aws: {region: x}',
    '  # note',
    '',
    'roles:',
    '  web:',
    '    hosts: [a]',
    'text: |',
    '    plugins: [x]',
    '# plugins: [y]',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
      const text = lines.join('\n');
      const edited = yaml(text);
      if (edited.kind !== 'edited') return;
      const { plugins: before = added.before, ...others } = parse(text);
      expect(parse(edited.text)).toEqual({ ...others, plugins: [...(before ?? added.before), 'redis'] });
      const kept = edited.text.split('\n');
      for (const each of lines.join('\n').split('\n'))
        expect(kept.some((one) => one.startsWith(each.replace(/\]$/, '')))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
