import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * @typedef {object} Measured one contestant in one case
 * @property {string} workload
 * @property {number} hosts
 * @property {number} roundTrip milliseconds
 * @property {string} network `lan` or `100mbit`
 * @property {string} [change] of a build: what happened since the last one
 * @property {string} contestant
 * @property {import('./measuring/interleaved.mjs').Sample[]} samples
 * @property {string} [failure] why there are none, or no more
 */

/** The results so far; none without the file. */
export function readResults(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { measured: [] };
}

/** Writes results, one line for each contestant of a case, so that people can read them and git can compare them. */
export function writeResults(file, { measured, ...about }) {
  mkdirSync(dirname(file), { recursive: true });
  const head = JSON.stringify(about, undefined, 2).replace(/\n}$/, ',');
  const rows = measured.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  writeFileSync(file, `${head}\n  "measured": [\n${rows}\n  ]\n}\n`);
}

/** Adds a case to results. It replaces earlier results of the same contestants in the same case. */
export function addCase(results, about, measured) {
  const added = measured.map((one) => ({ ...about, ...one }));
  const kept = (results?.measured ?? []).filter((old) => !added.some((fresh) => isSame(old, fresh)));
  return { ...results, measured: [...kept, ...added] };
}

function isSame(a, b) {
  return ['workload', 'hosts', 'roundTrip', 'network', 'change', 'contestant'].every(
    (key) => a[key] === b[key],
  );
}
