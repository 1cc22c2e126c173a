import { posix } from 'node:path';
import { type HostContext, isFckError, sh } from '@fck/core';
import { gunicornErrors } from './errors.js';
import { type KnownOption, knownOptions } from './known-options.js';
import type { GunicornSection } from './section.js';

/** The `--help` output of a build's gunicorn. */
interface Help {
  readonly exists: boolean;
  /** Its text, or why there is none. */
  readonly text: unknown;
}

const asked = new WeakMap<HostContext, Map<string, Promise<Help>>>();

/** Where a build has its gunicorn. */
export function programIn(buildPath: string, { script }: Pick<GunicornSection, 'script'>): string {
  return posix.join(buildPath, 'bin', script);
}

/**
 * Asks for the options of a build's gunicorn in parallel with core's checks before it describes the service: starting a Python takes
 * as long as all of these checks.
 */
export function foreseeOptions(context: HostContext, program: string): void {
  askForHelp(context, program).catch(() => undefined);
}

/**
 * The options of the build's gunicorn, read from its own `--help`, because they differ between versions.
 *
 * @throws FckError `GUNICORN_MISSING` or `GUNICORN_BROKEN`
 */
export async function optionsOf(
  context: HostContext,
  program: string,
  build: string,
): Promise<ReadonlyMap<string, KnownOption>> {
  const { exists, text } = await askForHelp(context, program);
  if (typeof text === 'string') return knownOptions(text);
  // In a dry run, the build may not exist.
  if (isFckError(text) && text.code === 'PLAN_UNKNOWN') throw text;
  if (!exists) throw gunicornErrors.missing(build, posix.basename(program));
  throw gunicornErrors.broken(program, isFckError(text) ? (text.detail ?? text.message) : String(text));
}

/** Asks once in a phase: the content of a build does not change. */
function askForHelp(context: HostContext, program: string): Promise<Help> {
  const answers = asked.get(context) ?? new Map<string, Promise<Help>>();
  asked.set(context, answers);
  const answer = answers.get(program) ?? lookForHelp(context, program);
  answers.set(program, answer);
  return answer;
}

async function lookForHelp({ remote }: HostContext, program: string): Promise<Help> {
  const [exists, text] = await Promise.all([
    remote.exists(program),
    remote
      .query(sh`COLUMNS=200 PYTHONDONTWRITEBYTECODE=1 ${program} --help`)
      .catch((thrown: unknown) => thrown),
  ]);
  return { exists, text };
}
