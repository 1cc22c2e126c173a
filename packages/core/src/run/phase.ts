import { isFckError, messageOf } from '../errors/fck-error.js';
import { failureOf, runErrors } from '../errors/run.js';
import { machineAddress } from '../hosts/connections.js';
import type { Host } from '../hosts/host.js';
import type { StepStatus } from './events.js';
import { onEach } from './rollout.js';
import { type Session, statusOf } from './session.js';
import { WaitedInVain } from './waiting.js';

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
    options.signal.throwIfAborted();
    const [began, waited] = [Date.now(), session.waiting.on(host.name)];
    // What it waited for others is not its own work.
    const end = (status: StepStatus, note?: string) => {
      const ms = Math.max(0, Date.now() - began - (session.waiting.on(host.name) - waited));
      fck.emit({
        type: 'host:end',
        phase,
        host: host.name,
        status,
        ms,
        ...(note === undefined ? {} : { note }),
      });
    };
    fck.emit({ type: 'host:start', phase, host: host.name, role: host.role });
    try {
      const before = session.changesOn(host);
      const note = await session.profiler.measure(host, phase, () => work(host));
      const changed = session.changesOn(host) > before;
      const status = changed ? (options.dryRun ? 'planned' : 'changed') : 'ok';
      end(status, note);
      if (changed) options.locks?.record(host, { phase, result: 'changed' });
    } catch (thrown) {
      if (isPlanUnknown(thrown)) {
        session.notePlanned(host);
        end('planned', 'what follows depends on these changes');
        return;
      }
      // The one that it waited for says what failed.
      if (thrown instanceof WaitedInVain && !options.signal.aborted) return end('skipped', thrown.message);
      const error = options.signal.aborted && !isFckError(thrown) ? runErrors.interrupted() : thrown;
      const status = statusOf(error, options.signal);
      end(status, status === 'stopped' ? undefined : messageOf(error));
      options.locks?.record(host, { phase, result: status });
      throw error;
    }
  };
  const outcomes = await onEach(hosts, fck.parallel, (host) => {
    const wait = session.waiting.begin(host.name, 'its turn: another role is at work on this machine');
    return inTurn(machineAddress(host), () => {
      wait();
      return workOn(host);
    });
  });
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
