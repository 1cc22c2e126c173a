import { expect, it, test } from 'vitest';
import { addToModule } from './edit-module-config.js';

const edited = (text: string) => ({ kind: 'edited', text });

test.each([
  ["export default { plugins: ['git'] };", "export default { plugins: ['git', 'redis'] };"],
  ['module.exports = { "plugins": ["git"] };', 'module.exports = { "plugins": ["git", "redis"] };'],
  ['const a = { plugins: [] };', "const a = { plugins: ['redis'] };"],
  [
    "x({\n  plugins: [\n    'git', // code\n    ['aws', { tags: ['a]'] }],\n    // the last\n  ],\n});\n",
    "x({\n  plugins: [\n    'git', // code\n    ['aws', { tags: ['a]'] }],\n    // the last\n    'redis',\n  ],\n});\n",
  ],
  [
    "x({\n\tplugins: [\n\t\t'git' // code\n\t],\n});\n",
    "x({\n\tplugins: [\n\t\t'git', // code\n\t\t'redis',\n\t],\n});\n",
  ],
  [
    'x = { plugins: [git(), `${[`]`]}`, /[/\\]]/] }',
    "x = { plugins: [git(), `${[`]`]}`, /[/\\]]/, 'redis'] }",
  ],
  [
    "// plugins: ['old']\nconst s = 'plugins: []'; x = { plugins: ['git'] }",
    "// plugins: ['old']\nconst s = 'plugins: []'; x = { plugins: ['git', 'redis'] }",
  ],
])('%s', (before, after) => {
  expect(addToModule(before, 'redis')).toEqual(edited(after));
});

it('knows that it is there', () => {
  expect(addToModule("x = { plugins: ['git', ['redis', {}]] }", 'redis')).toEqual({ kind: 'present' });
});

test.each([
  'export default { name: "x" };',
  'a = { plugins: [] }; b = { plugins: [] };',
  'a = { plugins: list };',
  'a = { plugins };',
  'a ? x.plugins : [];',
  'a = { plugins: [',
])('leaves to its author: %s', (text) => {
  expect(addToModule(text, 'redis')).toEqual({ kind: 'unclear' });
});
