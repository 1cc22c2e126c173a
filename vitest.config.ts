import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './e2e/longest-first.js';

/** Unit tests run on the sources, so that they need no build. */
const sources = Object.fromEntries([
  ['@fck/core/host', new URL('packages/core/src/host.ts', import.meta.url).pathname],
  ...readdirSync(new URL('packages', import.meta.url)).map((name) => [
    `@fck/${name}`,
    new URL(`packages/${name}/src/index.ts`, import.meta.url).pathname,
  ]),
]);

/** Tests that look at all throwaway hosts of this machine, or make the bundle that the others run. */
const alone = ['packages/plugin-sandbox/e2e/**/*.test.ts', 'e2e/start-up.test.ts'];

/** Bounds that only what hangs comes to: a busy machine is no failure, and a condition that holds is waited for no longer. */
const patient = { expect: { poll: { timeout: 45_000 } }, testTimeout: 120_000, hookTimeout: 120_000 };
const onHosts = { expect: { poll: { timeout: 120_000 } }, testTimeout: 600_000, hookTimeout: 900_000 };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias: sources },
        test: {
          ...patient,
          name: 'unit',
          // By default, one processor stays idle: on two, that doubles the time.
          maxWorkers: '100%',
          include: [
            'packages/*/src/**/*.test.ts',
            'examples/plugins/*/src/**/*.test.ts',
            'bench/*.test.mjs',
            'scripts/**/*.test.mjs',
          ],
        },
      },
      {
        test: {
          ...onHosts,
          name: 'e2e',
          include: ['e2e/**/*.test.ts', 'packages/*/e2e/**/*.test.ts', 'examples/**/e2e/*.test.ts'],
          exclude: alone,
          // They often wait, for hosts that boot and requests that end: on two processors, two files at once leave a quarter idle.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...onHosts,
          name: 'e2e-alone',
          include: alone,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
