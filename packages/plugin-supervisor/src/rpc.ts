import {
  type Command,
  type Facts,
  isFckError,
  type LookResult,
  type PythonArguments,
  parseJson,
  pythonModule,
  type Remote,
} from '@fck/core';
import type { z } from 'zod';
import { supervisorErrors } from './errors.js';
import { daemonCommand } from './places.js';

const supervisord = pythonModule(new URL('../python/', import.meta.url), 'supervisor', ['service_probe']);

/** Where supervisord and its logs are on a host. */
export interface Placement {
  /** supervisord's configuration file; undefined: in one of the usual places. */
  readonly config: string | undefined;
  /** Folder of the services' logs. */
  readonly logs: string;
}

/** A command that calls a function of `python/supervisor.py`. */
export function supervisordCall(place: Placement, name: string, args: PythonArguments = {}): Command {
  return supervisord.call(name, { config: place.config ?? null, ...args });
}

/** The failure that a function reports. */
interface Failure {
  readonly kind:
    | 'not-running'
    | 'no-server'
    | 'unreachable'
    | 'hanging'
    | 'broken-config'
    | 'ended'
    | 'failed';
  readonly why: string;
  readonly file: string | null;
}

/**
 * Asks supervisord.
 *
 * @returns the answer; undefined if the host has no Python, and so no supervisord.
 * @throws FckError `SUPERVISOR_FAILED`, `SUPERVISOR_HANGING`, `SUPERVISOR_NO_SERVER`, `SUPERVISOR_NOT_RUNNING` or `SUPERVISOR_UNREACHABLE`
 */
export async function ask<T>(
  remote: Remote,
  place: Placement,
  schema: z.ZodType<T>,
  name: string,
  args?: PythonArguments,
): Promise<T | undefined> {
  const result = await remote.as('root').look(supervisordCall(place, name, args));
  if (result.code === 127) return undefined;
  if (result.code !== 0) throw lookFailed(name, result, await remote.facts());
  const answer = schema.safeParse(parseJson(result.stdout));
  if (!answer.success) throw supervisorErrors.failed(name, 'its answer has an unexpected form');
  return answer.data;
}

/** A program, and what supervisord should do with it. */
export interface Order {
  readonly verb: 'start' | 'stop' | 'kill' | 'pause' | 'resume' | 'retire';
  readonly program: string;
  /** Further arguments of the verb. */
  readonly args: PythonArguments;
}

/**
 * Makes supervisord start, stop, pause or resume a program.
 *
 * @throws FckError `SERVICE_ENDED`, `SUPERVISOR_BROKEN_CONFIG`, `SUPERVISOR_HANGING`,
 *   `SUPERVISOR_NO_SERVER`, `SUPERVISOR_NOT_RUNNING`, `SUPERVISOR_UNREACHABLE` or `SUPERVISOR_FAILED`
 */
export async function order(
  remote: Remote,
  place: Placement,
  { verb, program: name, args }: Order,
): Promise<void> {
  const title = titleOf(verb, name, args);
  try {
    await remote.as('root').run(supervisordCall(place, verb, { program: name, ...args }), { title });
  } catch (thrown) {
    const failure = isFckError(thrown) ? failureIn(thrown.detail ?? thrown.message) : undefined;
    if (failure === undefined) throw thrown;
    if (failure.kind === 'ended') throw supervisorErrors.ended(name, failure.why);
    throw errorOf(name, failure, await remote.facts(), thrown);
  }
}

function titleOf(verb: Order['verb'], name: string, { backups }: PythonArguments): string {
  if (verb === 'start') return `start ${name} under supervisord`;
  if (verb === 'pause') return `stop ${name} until its successor is proven`;
  if (verb === 'resume') return `start ${name} again under supervisord`;
  const stop = `stop ${name} and remove it from supervisord`;
  return verb === 'retire' ? `${stop}, with its file kept in ${backups}` : stop;
}

function lookFailed(verb: string, result: LookResult, facts: Facts): Error {
  const failure = failureIn(result.stderr);
  return failure
    ? errorOf(verb, failure, facts)
    : supervisorErrors.failed(verb, result.stderr.trim() || `exit code ${result.code}`);
}

function errorOf(name: string, failure: Failure, facts: Facts, cause?: unknown): Error {
  if (failure.kind === 'not-running')
    return supervisorErrors.notRunning(failure.why, daemonCommand(facts, 'start'));
  if (failure.kind === 'unreachable')
    return supervisorErrors.unreachable(failure.why, daemonCommand(facts, 'restart'));
  if (failure.kind === 'no-server') return supervisorErrors.noServer(failure.why);
  if (failure.kind === 'hanging')
    return supervisorErrors.hanging(failure.why, daemonCommand(facts, 'restart'));
  if (failure.kind === 'broken-config') {
    const ours = failure.file?.includes(`/${name}.`) ?? failure.why.includes(name);
    return supervisorErrors.brokenConfig(failure.file ?? undefined, failure.why, ours);
  }
  return supervisorErrors.failed(name, failure.why, cause);
}

function failureIn(output: string): Failure | undefined {
  const line = /^.*?fck (\{"kind".*\})\s*$/m.exec(output)?.[1];
  return line === undefined ? undefined : JSON.parse(line);
}
