import { isFckError } from '@fck/core';
import { buildErrors, type WordsOfPip } from '../errors.js';

/** What pip prints while all is well. */
const PROGRESS =
  /^\s*(Looking in |Processing |Collecting |Downloading |Using cached |Requirement already |Obtaining |Preparing metadata|Installing |Getting requirements|INFO: |\[notice\])/;

/** What pip warns of when it has tried for the last time to reach an index: then no version is found, whatever there is. */
const GAVE_UP = /^WARNING: Retrying \(Retry\(total=0,.*?after connection broken by '(.*)': \/\S*$/m;

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
 * Reads what pip says of a failure.
 *
 * @returns undefined if no line begins as its errors do
 */
export function wordsOfPip(output: string): WordsOfPip | undefined {
  const lines = output
    .replaceAll(VERSIONS, (_all, versions: string) => `(from versions: ${newest(versions)})`)
    .split('\n')
    .filter((line) => !PROGRESS.test(line));
  const start = lines.findIndex((line) => line.startsWith('ERROR: '));
  const first = lines[start];
  if (first === undefined) return undefined;
  const broken = GAVE_UP.exec(output)?.[1];
  return {
    first: first.slice('ERROR: '.length),
    all: lines.slice(start).join('\n').trimEnd(),
    ...(broken === undefined ? {} : { unreachable: connectionProblem(broken) }),
  };
}

/** Without the names of the classes of pip around it: `NewConnectionError('<…HTTPSConnection object at 0x7f>: …')`. */
function connectionProblem(broken: string): string {
  return broken.replace(/^\w+\(["']?(?:<[^>]*>: )?/, '').replace(/["']?,?\)+$/, '');
}

function newest(versions: string): string {
  const all = versions.split(', ');
  return all.length <= NEWEST ? versions : `…, ${all.slice(-NEWEST).join(', ')}`;
}
