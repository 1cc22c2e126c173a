import { isFckError } from '@fck/core';
import { buildErrors, type WordsOfPip } from '../errors.js';
import { missingTools } from './missing-tools.js';

/** Lines that pip prints if all is well. */
const PROGRESS =
  /^\s*(Looking in |Processing |Collecting |Downloading |Using cached |Requirement already |Obtaining |Preparing metadata|Installing |Getting requirements|INFO: |\[notice\])/;

/** pip's warning at its last attempt to reach an index: after it, pip finds no version, even if one exists. */
const GAVE_UP = /^WARNING: Retrying \(Retry\(total=0,.*?after connection broken by '(.*)': \/\S*$/m;

/** pip lists all versions of a package. */
const VERSIONS = /\(from versions: ([^)]*)\)/g;
/** How many of them are shown: the newest. */
const NEWEST = 6;

/** What uv prints if it cannot reach an index. */
const UNREACHABLE_FOR_UV = /^ {2}cause: (?:error sending request|client error)\b/m;

/** Describes a failed call of pip or uv by their own messages: which packages and which versions. Errors other than a failed command are returned unchanged. */
export function explainPipFailure(repos: readonly string[], thrown: unknown): unknown {
  if (!isFckError(thrown) || thrown.code !== 'COMMAND_FAILED') return thrown;
  const output = thrown.detail ?? '';
  const said = wordsOfPip(output) ?? wordsOfUv(output);
  if (said === undefined) return thrown;
  return buildErrors.pipFailed(repos, thrown, { ...said, tools: missingTools(output) });
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
  if (first === undefined) return failureOfBuild(output);
  const broken = GAVE_UP.exec(output)?.[1];
  return {
    installer: 'pip',
    first: first.slice('ERROR: '.length),
    all: lines.slice(start).join('\n').trimEnd(),
    ...(broken === undefined ? {} : { unreachable: connectionProblem(broken) }),
  };
}

/** Parses what pip prints if the build backend of a package fails: `error: failed-wheel-build-for-install`. */
function failureOfBuild(output: string): WordsOfPip | undefined {
  if (!/^error: [a-z]+(?:-[a-z]+)+$/m.test(output)) return undefined;
  const name = /(?:Failed building wheel for|× Building wheel for|╰─>) ([\w.-]+)(?= \(|$)/m.exec(output)?.[1];
  const start = output.search(/^ *error: subprocess-exited-with-error/m);
  return {
    installer: 'pip',
    first: name === undefined ? 'a package could not be built' : `"${name}" could not be built`,
    all: output.slice(Math.max(0, start)).trimEnd(),
  };
}

/**
 * Parses uv's messages about a failure: an error, and its causes, the last of which is the most precise.
 *
 * @returns undefined if no line begins like one of uv's errors
 */
export function wordsOfUv(output: string): WordsOfPip | undefined {
  const start = output.search(/^error: /m);
  if (start === -1) return undefined;
  const all = output.slice(start).trimEnd();
  const causes = [...all.matchAll(/^ {2}cause: (.*)$/gm)].map(([, cause = '']) => cause);
  const error = all.split('\n')[0]?.slice('error: '.length) ?? '';
  const last = causes.at(-1);
  return {
    installer: 'uv',
    first: [error, ...causes.slice(0, 1)].join(': '),
    all,
    ...(UNREACHABLE_FOR_UV.test(all) && last !== undefined ? { unreachable: last } : {}),
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
