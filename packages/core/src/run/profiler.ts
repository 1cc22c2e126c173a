import type { Host } from '../api/host.js';
import type { PhaseProfile, Traffic, WorkProfile } from '../api/traffic.js';
import type { ConnectedFck } from '../hosts/connections.js';
import { type Meter, trafficSince } from '../transport/traffic.js';

/** What was measured on one host so far. */
interface Measured {
  readonly meter: Meter;
  /** Its traffic when the first phase began. */
  readonly before: Traffic;
  readonly begun: number;
  readonly phases: PhaseProfile[];
}

/** Measures the cost of a run's phases on each host, for `fck --profile`. */
export class Profiler {
  readonly #fck: ConnectedFck;
  readonly #measured = new Map<string, Measured>();

  constructor(fck: ConnectedFck) {
    this.#fck = fck;
  }

  /** Does work on a host and measures it. Concurrent work on the same host is included. */
  async measure<T>(host: Host, phase: string, work: () => Promise<T>): Promise<T> {
    const { meter } = this.#fck.connections.machineOf(host);
    const before = meter.traffic;
    const begun = performance.now();
    const measured = this.#measured.get(host.name) ?? { meter, before, begun, phases: [] };
    this.#measured.set(host.name, measured);
    try {
      return await work();
    } finally {
      const cost = { phase, ms: performance.now() - begun, ...trafficSince(before, meter.traffic) };
      const last = measured.phases.at(-1);
      // A phase that surveys the host first is measured twice.
      if (last?.phase === phase) measured.phases.splice(-1, 1, sumOf(last, cost));
      else measured.phases.push(cost);
    }
  }

  /** Measures work on several hosts together. */
  measureAll<T>(hosts: readonly Host[], phase: string, work: () => Promise<T>): Promise<T> {
    const [first, ...others] = hosts;
    return first ? this.measure(first, phase, () => this.measureAll(others, phase, work)) : work();
  }

  /** Sends one event for each host. */
  report(): void {
    for (const [host, { meter, before, begun, phases }] of this.#measured) {
      const total = { ms: performance.now() - begun, ...trafficSince(before, meter.traffic) };
      this.#fck.emit({ type: 'profile', host, phases: phases.map(rounded), total: rounded(total) });
    }
  }
}

function sumOf(one: PhaseProfile, other: PhaseProfile): PhaseProfile {
  const sums = Object.entries(one).map(([key, value]) => [
    key,
    typeof value === 'number' ? value + Number(other[key as keyof PhaseProfile]) : value,
  ]);
  return Object.fromEntries(sums);
}

function rounded<Cost extends WorkProfile>(cost: Cost): Cost {
  const { ms, connectMs, waitMs, remoteMs } = cost;
  return {
    ...cost,
    ms: Math.round(ms),
    connectMs: Math.round(connectMs),
    waitMs: Math.round(waitMs),
    remoteMs: Math.round(remoteMs),
  };
}
