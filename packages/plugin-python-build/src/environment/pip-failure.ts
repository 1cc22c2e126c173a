import { isFckError } from '@fck/core';
import { buildErrors } from '../errors.js';

/** What pip prints while all is well. */
const PROGRESS =
  /^\s*(Looking in |Processing |Collecting |Downloading |Using cached |Requirement already |Obtaining |Preparing metadata|Installing |Getting requirements|INFO: |\[notice\])/;

/** Of a package with many versions, pip names all. */
const VERSIONS = /\(from versions: ([^)]*)\)/g;
/** How many of them are shown: the newest. */
const NEWEST = 6;

/** A call of pip that failed, by what pip itself says of it: which packages, and which versions. What is no failed command stays as it is. */
export function explainPipFailure(repos: readonly string[], thrown: unknown): unknown {
  if (!isFckError(thrown) || thrown.code !== 'COMMAND_FAILED') return thrown;
  const said = wordsOfPip(thrown.detail ?? '');
  return said === undefined ? thrown : buildErrors.pipFailed(repos, thrown, said);
}

/**
 * What pip says of a failure.
 *
 * @returns undefined if no line begins as its errors do
 */
export function wordsOfPip(output: string): { readonly first: string; readonly all: string } | undefined {
  const lines = output
    .replaceAll(VERSIONS, (_all, versions: string) => `(from versions: ${newest(versions)})`)
    .split('\n')
    .filter((line) => !PROGRESS.test(line));
  const start = lines.findIndex((line) => line.startsWith('ERROR: '));
  const first = lines[start];
  if (first === undefined) return undefined;
  return { first: first.slice('ERROR: '.length), all: lines.slice(start).join('\n').trimEnd() };
}

function newest(versions: string): string {
  const all = versions.split(', ');
  return all.length <= NEWEST ? versions : `…, ${all.slice(-NEWEST).join(', ')}`;
}
