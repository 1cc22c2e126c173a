import type { HostState, HostStateData } from '@fck/core';

/** The recorded state of a host, in memory. */
export class FakeState implements HostState {
  /** The current state. */
  data: HostStateData;

  constructor(given: Partial<HostStateData> = {}) {
    this.data = { version: 3, builds: {}, serving: {}, ...given };
  }

  async read(): Promise<HostStateData> {
    return this.data;
  }

  async update(change: (state: HostStateData) => HostStateData): Promise<void> {
    this.data = change(this.data);
  }
}
