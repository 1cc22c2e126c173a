import type { Host } from '../api/host.js';
import type { RunFailure } from '../api/summary.js';
import { errorFields } from '../errors/describe-error.js';
import { failuresIn } from '../errors/run.js';

/** A step that failed, and the plugin that declared it. */
interface FailedStep {
  readonly step: string;
  readonly plugin: string;
}

/** A host that failed in a phase. */
interface FailedHost {
  readonly host: Host;
  readonly phase: string;
  readonly error: unknown;
}

/** Collects where a run fails, so that its end can report each host with its phase, step and plugin. */
export class RunFailures {
  readonly #steps = new WeakMap<object, FailedStep>();
  readonly #hosts: FailedHost[] = [];

  /** A step failed. The innermost step is reported first, and kept. */
  atStep(error: unknown, step: FailedStep): void {
    if (isObject(error) && !this.#steps.has(error)) this.#steps.set(error, step);
  }

  /** A host failed in a phase. Work that is done once for several hosts may be reported by each of them. */
  onHost(failure: FailedHost): void {
    const isKnown = this.#hosts.some(({ host, error }) => host === failure.host && error === failure.error);
    if (!isKnown) this.#hosts.push(failure);
  }

  /** Forgets failures so far: a task is over that succeeded nevertheless. */
  clear(): void {
    this.#hosts.length = 0;
  }

  /**
   * Every failure of the task that ended the run.
   *
   * @param thrown the error that ended it
   */
  of(task: string, thrown: unknown): RunFailure[] {
    const onHosts = this.#hosts.map((failed) => this.#onHost(task, failed));
    const known = new Set(this.#hosts.map(({ error }) => error));
    const others = (failuresIn(thrown) ?? [{ host: undefined, error: thrown }]).filter(
      ({ error }) => !known.has(error),
    );
    return [
      ...onHosts,
      ...others.map(({ host, error }) => ({
        task,
        ...(host === undefined ? {} : { host }),
        ...this.#stepOf(error),
        ...errorFields(error),
      })),
    ];
  }

  #onHost(task: string, { host, phase, error }: FailedHost): RunFailure {
    return {
      task,
      phase,
      ...this.#stepOf(error),
      ...errorFields(error),
      host: host.name,
      role: host.role,
    };
  }

  /** An error of a plugin may be the cause of the one that names the plugin. */
  #stepOf(error: unknown): FailedStep | undefined {
    for (let cause = error; isObject(cause); cause = 'cause' in cause ? cause.cause : undefined) {
      const step = this.#steps.get(cause);
      if (step) return step;
    }
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
