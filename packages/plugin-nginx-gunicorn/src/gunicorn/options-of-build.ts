import { posix } from 'node:path';
import { type HostContext, isFckError, once, parseJson, sh } from '@fck/core';
import { z } from 'zod';
import { gunicornErrors } from './errors.js';
import { knownOptionsFile, lookAtGunicorn } from './gunicorn-in-build.js';
import { type KnownOption, knownOptions } from './known-options.js';
import { longName } from './option-name.js';
import type { GunicornSection } from './section.js';

/** How many gunicorns a host remembers. */
const REMEMBERED = 4;

/** By the key of a gunicorn: the flag of each option, and whether it takes a value. */
const schema = once(() => z.record(z.string(), z.array(z.tuple([z.string(), z.boolean()]))).catch({}));

/** The gunicorn of a build, as a service is described with it. */
interface UsableGunicorn {
  readonly options: ReadonlyMap<string, KnownOption>;
  /** Whether its workers can use the folder in memory. */
  readonly hasMemory: boolean;
}

/** What a host answered about the gunicorn of a build. */
interface Answer extends Partial<UsableGunicorn> {
  readonly hasMemory: boolean;
  /** Why its options are not known. */
  readonly failure?: unknown;
  /** The text of the file with known options, if these are to be added. */
  readonly toRemember?: string | undefined;
}

const asked = new WeakMap<HostContext, Map<string, Promise<Answer>>>();

/** Where a build has its gunicorn. */
export function programIn(buildPath: string, { script }: Pick<GunicornSection, 'script'>): string {
  return posix.join(buildPath, 'bin', script);
}

/**
 * Asks for the options of a build's gunicorn in parallel with core's checks before it describes the service, and remembers
 * them on the host: starting a Python takes as long as all of these checks.
 */
export async function learnOptions(context: HostContext, buildPath: string, program: string): Promise<void> {
  const { toRemember } = await askOnce(context, buildPath, program);
  if (toRemember === undefined) return;
  await context.remote.write(knownOptionsFile(context), toRemember, { bookkeeping: true });
}

/**
 * The gunicorn of a build. Its options are read from its own `--help`, because they differ between versions, unless the
 * host remembers those of the same files.
 *
 * @throws FckError `GUNICORN_MISSING` or `GUNICORN_BROKEN`
 */
export async function gunicornOf(
  context: HostContext,
  buildPath: string,
  program: string,
  build: string,
): Promise<UsableGunicorn> {
  const { options, hasMemory, failure } = await askOnce(context, buildPath, program);
  if (options) return { options, hasMemory };
  // In a dry run, the build may not exist.
  if (isFckError(failure) && failure.code === 'PLAN_UNKNOWN') throw failure;
  if (!(await context.remote.exists(program))) throw gunicornErrors.missing(build, posix.basename(program));
  const output = isFckError(failure) ? (failure.detail ?? failure.message) : String(failure);
  throw gunicornErrors.broken(program, output);
}

/** Asks once in a phase: the content of a build does not change. */
function askOnce(context: HostContext, buildPath: string, program: string): Promise<Answer> {
  const answers = asked.get(context) ?? new Map<string, Promise<Answer>>();
  asked.set(context, answers);
  const answer = answers.get(program) ?? ask(context, buildPath, program);
  answers.set(program, answer);
  return answer;
}

async function ask(context: HostContext, buildPath: string, program: string): Promise<Answer> {
  const { key, hasMemory, known: text } = await lookAtGunicorn(context, buildPath, program);
  const remembered = schema().parse(parseJson(text));
  const known = key === undefined ? undefined : remembered[key];
  if (known) {
    const options = known.map(
      ([flag, takesValue]) => [longName(flag.slice(2)), { flag, takesValue }] as const,
    );
    return { options: new Map(options), hasMemory };
  }
  try {
    const help = await context.remote.query(sh`COLUMNS=200 PYTHONDONTWRITEBYTECODE=1 ${program} --help`);
    const options = knownOptions(help);
    if (key === undefined || options.size === 0) return { options, hasMemory };
    const found = [...options.values()].map(({ flag, takesValue }) => [flag, takesValue]);
    const entries = [...Object.entries(remembered), [key, found]].slice(-REMEMBERED);
    return { options, hasMemory, toRemember: `${JSON.stringify(Object.fromEntries(entries))}\n` };
  } catch (failure) {
    return { hasMemory, failure };
  }
}
