import type { Host } from '../api/host.js';
import type { PhaseProfile } from '../api/traffic.js';
import type { ConnectedFck } from '../hosts/connections.js';
import { trafficSince } from '../transport/traffic.js';

/** Measures the cost of a run's phases on each host, for `fck --profile`. */
export class Profiler {
  readonly #fck: ConnectedFck;
  readonly #phases = new Map<string, PhaseProfile[]>();

  constructor(fck: ConnectedFck) {
    this.#fck = fck;
  }

  /** Does work on a host and measures it. Concurrent work on the same host is included. */
  async measure<T>(host: Host, phase: string, work: () => Promise<T>): Promise<T> {
    const { meter } = this.#fck.connections.machineOf(host);
    const before = meter.traffic;
    const begun = performance.now();
    try {
      return await work();
    } finally {
      const cost = { phase, ms: performance.now() - begun, ...trafficSince(before, meter.traffic) };
      const earlier = this.#phases.get(host.name) ?? [];
      const last = earlier.at(-1);
      // A phase that surveys the host first is measured twice.
      this.#phases.set(
        host.name,
        last?.phase === phase ? [...earlier.slice(0, -1), sumOf(last, cost)] : [...earlier, cost],
      );
    }
  }

  /** Measures work on several hosts together. */
  measureAll<T>(hosts: readonly Host[], phase: string, work: () => Promise<T>): Promise<T> {
    const [first, ...others] = hosts;
    return first ? this.measure(first, phase, () => this.measureAll(others, phase, work)) : work();
  }

  /** Sends one event for each host. */
  report(): void {
    for (const [host, phases] of this.#phases)
      this.#fck.emit({ type: 'profile', host, phases: phases.map(rounded) });
  }
}

function sumOf(one: PhaseProfile, other: PhaseProfile): PhaseProfile {
  const sums = Object.entries(one).map(([key, value]) => [
    key,
    typeof value === 'number' ? value + Number(other[key as keyof PhaseProfile]) : value,
  ]);
  return Object.fromEntries(sums);
}

function rounded({ ms, connectMs, waitMs, remoteMs, ...counts }: PhaseProfile): PhaseProfile {
  return {
    ...counts,
    ms: Math.round(ms),
    connectMs: Math.round(connectMs),
    waitMs: Math.round(waitMs),
    remoteMs: Math.round(remoteMs),
  };
}
