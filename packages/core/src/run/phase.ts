import { isFckError, messageOf } from '../errors/fck-error.js';
import { failureOf, runErrors } from '../errors/run.js';
import { machineAddress } from '../hosts/connections.js';
import type { Host } from '../hosts/host.js';
import { onEach } from './rollout.js';
import type { Session } from './session.js';

/**
 * Does a phase on many hosts side by side and shows it. All hosts are tried; then, if any failed, it throws.
 *
 * @param work returns a note for the host's row; whether it changed anything is seen by what it did
 * @param about says which part of the phase it is: `wave 1 of 3`
 * @throws FckError that of the one host that failed, or `HOSTS_FAILED`
 */
export async function runPhase(
  session: Session,
  phase: string,
  hosts: readonly Host[],
  work: (host: Host) => Promise<string | undefined>,
  about?: string,
): Promise<void> {
  const { fck, options } = session;
  const started = Date.now();
  const names = hosts.map(({ name }) => name);
  fck.emit({ type: 'phase:start', phase, hosts: names, ...(about === undefined ? {} : { about }) });
  const inTurn = oneAtATime();
  const workOn = async (host: Host) => {
    const began = Date.now();
    const end = { type: 'host:end', phase, host: host.name } as const;
    options.signal.throwIfAborted();
    fck.emit({ type: 'host:start', phase, host: host.name, role: host.role });
    try {
      const before = session.changesOn(host);
      const note = await session.profiler.measure(host, phase, () => work(host));
      const changed = session.changesOn(host) > before;
      const status = changed ? (options.dryRun ? 'planned' : 'changed') : 'ok';
      fck.emit({ ...end, status, ms: Date.now() - began, ...(note === undefined ? {} : { note }) });
      if (changed) options.locks?.record(host, { phase, result: 'changed' });
    } catch (thrown) {
      if (isPlanUnknown(thrown)) {
        session.notePlanned(host);
        fck.emit({
          ...end,
          status: 'planned',
          ms: Date.now() - began,
          note: 'what follows depends on these changes',
        });
        return;
      }
      const error = options.signal.aborted && !isFckError(thrown) ? runErrors.interrupted() : thrown;
      fck.emit({ ...end, status: 'failed', ms: Date.now() - began, note: messageOf(error) });
      options.locks?.record(host, { phase, result: 'failed' });
      throw error;
    }
  };
  const outcomes = await onEach(hosts, fck.parallel, (host) =>
    inTurn(machineAddress(host), () => workOn(host)),
  );
  const failures = outcomes.flatMap((outcome) =>
    outcome.ok ? [] : [{ host: outcome.item.name, error: outcome.error }],
  );
  fck.emit({ type: 'phase:end', phase, ok: failures.length === 0, ms: Date.now() - started });
  if (options.signal.aborted) throw runErrors.interrupted();
  if (failures.length > 0) throw failureOf(phase, failures, hosts.length);
}

/** Whether work on a host ended where it depends on what a dry run has only planned. */
export function isPlanUnknown(thrown: unknown): boolean {
  return isFckError(thrown) && thrown.code === 'PLAN_UNKNOWN';
}

/** Roles that share a machine take turns there: packages, ports and the machine's memory of builds are one. */
function oneAtATime(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const turns = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = turns.get(key) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(work);
    turns.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
