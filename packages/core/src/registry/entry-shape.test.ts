import { expect, it } from 'vitest';
import { z } from 'zod';
import { FckContainer } from '../fck.js';

const run = async () => undefined;
const about = 'what it is';

/** A `fck` as plugins in JavaScript see it: without types. */
const untyped = (fck: FckContainer) =>
  fck as unknown as Record<string, { register(name: string, value: unknown): void }>;

const registered = (registry: string, value: unknown) => {
  const fck = new FckContainer();
  return fck.applyAs({ name: 'mine', version: undefined, from: 'inline' }, () =>
    untyped(fck)[registry]?.register('x', value),
  );
};

it.each([
  ['tasks', { run }, 'The task "x" needs `about`, but has run.'],
  ['tools', { program: 'jq' }, 'The tool "x" needs `about`, but has program.'],
  ['services', { schema: z.object({}), describe: run }, 'needs `about`, but has schema, describe.'],
  [
    'processManagers',
    { about, start: run, stop: run, list: run, running: run, mainProcess: run },
    'needs `logs`, but has',
  ],
  ['proxies', { about, schema: z.object({}), switchTo: run }, 'needs `prepare`, but has'],
  [
    'tasks',
    { about, run, dependsOn: 'build' },
    'The task "x" needs `dependsOn` as a list of names, but has the text "build".',
  ],
  [
    'tasks',
    { about, run, args: { path: 'text' } },
    "needs `args.path` as { about, kind: 'text' | 'number' | 'boolean' | 'choice' | 'list' }, but has the text \"text\".",
  ],
  ['tasks', { about, run, args: { path: { about, kind: 'switch' } } }, 'needs `args.path` as'],
  [
    'tasks',
    { about, run, args: { path: { about, kind: 'choice' } } },
    'needs `args.path.choices` as a list of texts',
  ],
  [
    'tasks',
    { about, run, args: { path: { about, kind: 'choice', choices: ['a'], default: 'b' } } },
    'needs `args.path.default` as "a", but has the text "b".',
  ],
  [
    'tasks',
    { about, run, args: { n: { about, kind: 'number', default: '3' } } },
    'needs `args.n.default` as a number',
  ],
  [
    'tasks',
    { about, run, args: { n: { about, kind: 'number', default: 3, required: true } } },
    'needs `args.n` as required or with a default, not both',
  ],
  [
    'tasks',
    { about, run, args: { n: { about, kind: 'text', env: 'A-B' } } },
    'needs `args.n.env` as the name',
  ],
  ['tasks', { about, run, args: { 'a b': { about, kind: 'text' } } }, 'needs names in `args` of letters'],
  ['commands', { about }, 'The command "x" needs `run` or `commands`, but has about.'],
  ['commands', { about, commands: { go: { about } } }, 'needs `commands.go` as { about, run }'],
  [
    'commands',
    { about, commands: { go: { about, run, options: { n: { about } } } } },
    'needs `commands.go.options.n` as { about, kind',
  ],
  ['commands', { about, run, examples: 'x' }, 'needs `examples` as a list of texts'],
  [
    'tasks',
    { about, run, args: ['path'] },
    'needs `args` as an object, by name, or a Standard Schema, but has a list.',
  ],
  ['tools', { about, packages: ['jq'] }, 'needs `packages` as lists by package manager'],
  ['tools', { about, packages: { apt: 'jq' } }, 'needs `packages` as lists by package manager'],
])('an entry of fck.%s like %j is refused', async (registry, value, said) => {
  await expect(registered(registry, value)).rejects.toMatchObject({
    code: 'ENTRY_SHAPE',
    plugin: 'mine',
    message: expect.stringContaining(said),
  });
});

it.each([
  ['tasks', { about: '', run, dependsOn: [], args: { all: { about: '', kind: 'boolean' } } }],
  ['tools', { about, packages: { apt: ['jq'], dnf: [] } }],
  ['tools', { about, successor: 'jq' }],
])('an entry of fck.%s like %j is taken', async (registry, value) => {
  await expect(registered(registry, value)).resolves.toBeUndefined();
});
