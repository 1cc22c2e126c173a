import { expect, it } from 'vitest';
import { layerProblems } from './check-layers.mjs';
import { importsIn } from './imports.mjs';

const modules = (imports) =>
  new Map(
    Object.entries(imports).map(([file, found]) => [
      file,
      found.map((to) => ({ to: to.replace('later ', ''), isDynamic: to.startsWith('later ') })),
    ]),
  );

it('finds an import that runs up through the layers, and names both modules', () => {
  const wrong = modules({
    'run/session.ts': ['hosts/inventory.ts'],
    'hosts/inventory.ts': ['run/session-id.ts', 'api/host.ts', 'once.ts'],
    'run/session-id.ts': [],
    'api/host.ts': [],
    'once.ts': [],
  });
  expect(layerProblems('core', wrong)).toEqual([
    'hosts/inventory.ts imports run/session-id.ts, which is in a higher layer: see scripts/layers.mjs.',
  ]);
});

it('finds circles, but for contracts that name each other and what is loaded later', () => {
  const circle = modules({
    'run/a.ts': ['run/b.ts'],
    'run/b.ts': ['run/c.ts'],
    'run/c.ts': ['run/a.ts'],
    'api/role.ts': ['api/host.ts'],
    'api/host.ts': ['api/role.ts'],
    'create.ts': ['later index.ts'],
    'index.ts': ['create.ts'],
  });
  expect(layerProblems('core', circle)).toEqual([
    'run/a.ts imports run/b.ts imports run/c.ts imports run/a.ts: a circle.',
  ]);
});

it('wants a layer for every folder', () => {
  expect(() => layerProblems('core', modules({ 'attic/a.ts': ['once.ts'], 'once.ts': [] }))).toThrow(
    'scripts/layers.mjs has no layer for attic/a.ts',
  );
});

it('reads imports of values and types, and not those of examples', () => {
  const text = `import { a } from './a.js';
import type { B } from "./b.js";
export * from './c.js';
import './d.js';
/** import './no.js'; */
// import './no.js';
const later = () => import('./e.js');`;
  expect(importsIn(text)).toEqual([
    { name: './a.js', isDynamic: false },
    { name: './b.js', isDynamic: false },
    { name: './c.js', isDynamic: false },
    { name: './d.js', isDynamic: false },
    { name: './e.js', isDynamic: true },
  ]);
});
