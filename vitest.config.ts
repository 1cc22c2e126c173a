import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Unit tests run on the sources, so that they need no build. */
const sources = Object.fromEntries(
  readdirSync(new URL('packages', import.meta.url)).map((name) => [
    `@fck/${name}`,
    new URL(`packages/${name}/src/index.ts`, import.meta.url).pathname,
  ]),
);

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: sources },
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'examples/plugins/*/src/**/*.test.ts', 'bench/*.test.mjs'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts', 'packages/*/e2e/**/*.test.ts', 'examples/**/e2e/*.test.ts'],
          // One after the other: they share this machine's network and its package cache.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
