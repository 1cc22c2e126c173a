import type { ActivationContext } from '../../api/contexts.js';
import type { Registered } from '../../api/registry.js';
import type { ProcessManager } from '../../api/service.js';
import { type FckError, isFckError } from '../../errors/fck-error.js';

/** Lines of a service's log that are searched for the cause of a failure. All of them go into the journal. */
const SEARCHED = 400;
/** Lines from the end of the log that are shown if none is known to be the cause. */
const SHOWN = 25;

/** Errors that the service's own log explains: other logs of that time would only hide the cause. */
const explained = new WeakSet<object>();

/** Whether the log of a service explains an error. */
export function isExplainedByLog(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && explained.has(thrown);
}

/** The log of a service before it failed. */
interface LastWords {
  /** The lines to show; empty if the log is empty. */
  readonly shown: string;
  /** Whether the kind of the service found the cause in these lines. */
  readonly areCause: boolean;
}

/** Reads the log of a service that failed; its kind finds the lines with the cause. The log goes into the journal. */
async function readLog(
  context: ActivationContext,
  manager: Registered<ProcessManager>,
  { kind, id }: { readonly kind: string; readonly id: string },
): Promise<LastWords> {
  const { remote, fck } = context;
  const log = (await manager.value.logs(remote, id, SEARCHED).catch(() => '')).trimEnd();
  if (log === '') return { shown: '', areCause: false };
  recordOutput(context, log);
  const cause = fck.services
    .entries()
    .find(({ name }) => name === kind)
    ?.value.causeIn?.(log);
  return {
    shown: fck.redact(cause ?? log.split('\n').slice(-SHOWN).join('\n')),
    areCause: cause !== undefined,
  };
}

/** Makes the error of a failed service from its log. */
export async function errorWithLog(
  context: ActivationContext,
  manager: Registered<ProcessManager>,
  instance: { readonly kind: string; readonly id: string },
  errorOf: (shown: string) => FckError,
): Promise<FckError> {
  const { shown, areCause } = await readLog(context, manager, instance);
  const error = errorOf(shown);
  if (areCause) explained.add(error);
  return error;
}

/**
 * Puts the log of a service below the error of its failure.
 *
 * @returns the same error
 */
export async function withCause(
  context: ActivationContext,
  manager: Registered<ProcessManager>,
  instance: { readonly kind: string; readonly id: string },
  thrown: unknown,
): Promise<unknown> {
  if (!isFckError(thrown) || context.dryRun || isExplainedByLog(thrown)) return thrown;
  const { shown, areCause } = await readLog(context, manager, instance);
  if (shown === '') return thrown;
  if (areCause) explained.add(thrown);
  // The application's own message comes first.
  return thrown.withDetail((detail) => [shown, ...(detail === undefined ? [] : [detail])].join('\n\n'));
}

/** Puts a log of a host into the journal, where `fck history RUN -v` shows it. */
export function recordOutput({ fck, host }: ActivationContext, text: string): void {
  for (const line of fck.redact(text).split('\n'))
    fck.emit({ type: 'output', host: host.name, stream: 'stderr', text: line });
}
