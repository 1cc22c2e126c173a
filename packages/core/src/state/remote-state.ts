import type { HostState, HostStateData } from '../api/host-state.js';
import type { Paths } from '../api/paths.js';
import type { Remote } from '../api/remote.js';
import { stateErrors } from '../errors/state.js';
import { parseState } from './parse-state.js';
import { StateMemory } from './state-memory.js';

const nothing: HostStateData = { version: 3, builds: {}, serving: {} };

/** The state file of a host, read and written through its remote. */
export class RemoteState implements HostState {
  readonly #remote: Remote;
  readonly #path: string;
  readonly #memory: StateMemory;

  /** @param memory shared by all of a run's work on the machine; by default, nothing is cached */
  constructor(remote: Remote, path: string, memory = new StateMemory(() => false)) {
    this.#remote = remote;
    this.#path = path;
    this.#memory = memory;
  }

  async read(): Promise<HostStateData> {
    return this.#parse(await this.#text());
  }

  update(change: (state: HostStateData) => HostStateData): Promise<void> {
    return this.#memory.inTurn(async () => {
      const before = await this.#text();
      const after = `${JSON.stringify(change(this.#parse(before)), null, 2)}\n`;
      if (after === before) return;
      await this.#memory.writing(after, () =>
        this.#remote.write(this.#path, after, { bookkeeping: true }).then(() => undefined),
      );
    });
  }

  #text(): Promise<string> {
    return this.#memory.reading(async () => (await this.#remote.read(this.#path)) ?? '');
  }

  #parse(text: string): HostStateData {
    if (text.trim() === '') return nothing;
    const found = parseState(text);
    if (!found) throw stateErrors.unreadable(this.#remote.host.name, this.#path);
    return found;
  }
}

/** Reads the state of any host of the project; in contexts, `context.state` is that of their own host. */
export function hostStateOf(remote: Remote, paths: Paths): HostState {
  return new RemoteState(remote, paths.state);
}
