import { isFckError } from '@fck/core';
import { buildErrors, type WordsOfPip } from '../errors.js';

/** Lines that pip prints if all is well. */
const PROGRESS =
  /^\s*(Looking in |Processing |Collecting |Downloading |Using cached |Requirement already |Obtaining |Preparing metadata|Installing |Getting requirements|INFO: |\[notice\])/;

/** pip's warning at its last attempt to reach an index: after it, pip finds no version, even if one exists. */
const GAVE_UP = /^WARNING: Retrying \(Retry\(total=0,.*?after connection broken by '(.*)': \/\S*$/m;

/** pip lists all versions of a package. */
const VERSIONS = /\(from versions: ([^)]*)\)/g;
/** How many of them are shown: the newest. */
const NEWEST = 6;

/** Describes a failed call of pip by pip's own messages: which packages and which versions. Errors other than a failed command are returned unchanged. */
export function explainPipFailure(repos: readonly string[], thrown: unknown): unknown {
  if (!isFckError(thrown) || thrown.code !== 'COMMAND_FAILED') return thrown;
  const said = wordsOfPip(thrown.detail ?? '');
  return said === undefined ? thrown : buildErrors.pipFailed(repos, thrown, said);
}

/**
 * Parses pip's messages about a failure.
 *
 * @returns undefined if no line begins like one of pip's errors
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

/** The text without the names of pip's classes around it: `NewConnectionError('<…HTTPSConnection object at 0x7f>: …')`. */
function connectionProblem(broken: string): string {
  return broken.replace(/^\w+\(["']?(?:<[^>]*>: )?/, '').replace(/["']?,?\)+$/, '');
}

function newest(versions: string): string {
  const all = versions.split(', ');
  return all.length <= NEWEST ? versions : `…, ${all.slice(-NEWEST).join(', ')}`;
}
