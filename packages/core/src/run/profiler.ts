import type { Fck } from '../fck.js';
import type { Host } from '../hosts/host.js';
import { type Traffic, trafficSince } from '../transport/traffic.js';

/** What one phase cost on one host. */
export interface PhaseProfile extends Traffic {
  readonly phase: string;
  /** Milliseconds from its begin to its end. */
  readonly ms: number;
}

/** Measures what the phases of a run cost on each host, for `fck --profile`. */
export class Profiler {
  readonly #fck: Fck;
  readonly #phases = new Map<string, PhaseProfile[]>();

  constructor(fck: Fck) {
    this.#fck = fck;
  }

  /** Does work on a host and measures it. What other hosts' work does there at that time counts with it. */
  async measure<T>(host: Host, phase: string, work: () => Promise<T>): Promise<T> {
    const { meter } = this.#fck.connections.machineOf(host);
    const before = meter.traffic;
    const begun = performance.now();
    try {
      return await work();
    } finally {
      const cost = { phase, ms: performance.now() - begun, ...trafficSince(before, meter.traffic) };
      this.#phases.set(host.name, [...(this.#phases.get(host.name) ?? []), cost]);
    }
  }

  /** Measures work on several hosts that is not done host by host. */
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

function rounded({ ms, connectMs, waitMs, remoteMs, ...counts }: PhaseProfile): PhaseProfile {
  return {
    ...counts,
    ms: Math.round(ms),
    connectMs: Math.round(connectMs),
    waitMs: Math.round(waitMs),
    remoteMs: Math.round(remoteMs),
  };
}
