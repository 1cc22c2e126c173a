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
    { about: about, run, dependsOn: 'build' },
    'The task "x" needs `dependsOn` as a list of names, but has the text "build".',
  ],
  [
    'tasks',
    { about: about, run, args: { path: 'text' } },
    "needs `args.path` as { about, kind: 'text' or 'switch' }, but has the text \"text\".",
  ],
  ['tasks', { about: about, run, args: { path: { about, kind: 'number' } } }, 'needs `args.path` as'],
  ['tasks', { about: about, run, args: ['path'] }, 'needs `args` as an object, by name, but has a list.'],
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
  ['tasks', { about: '', run, dependsOn: [], args: { all: { about: '', kind: 'switch' } } }],
  ['tools', { about, packages: { apt: ['jq'], dnf: [] } }],
  ['tools', { about, successor: 'jq' }],
])('an entry of fck.%s like %j is taken', async (registry, value) => {
  await expect(registered(registry, value)).resolves.toBeUndefined();
});
