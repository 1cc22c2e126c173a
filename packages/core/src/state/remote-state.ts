import type { Paths } from '../config/paths.js';
import { stateErrors } from '../errors/state.js';
import type { Remote } from '../remote/remote.js';
import type { HostState, HostStateData } from './host-state.js';
import { parseState } from './parse-state.js';

const nothing: HostStateData = { version: 2, builds: {}, serving: {} };

/** The state file of a host, read and written through its remote. */
export class RemoteState implements HostState {
  readonly #remote: Remote;
  readonly #path: string;

  constructor(remote: Remote, path: string) {
    this.#remote = remote;
    this.#path = path;
  }

  async read(): Promise<HostStateData> {
    const text = await this.#remote.read(this.#path);
    if (text === undefined || text.trim() === '') return nothing;
    const found = parseState(text);
    if (!found) throw stateErrors.unreadable(this.#remote.host.name, this.#path);
    return found;
  }

  async update(change: (state: HostStateData) => HostStateData): Promise<void> {
    const next = change(await this.read());
    await this.#remote.write(this.#path, `${JSON.stringify(next, null, 2)}\n`, { bookkeeping: true });
  }
}

/** What any host of the project remembers: for contexts, `context.state` is that of their own host. */
export function hostStateOf(remote: Remote, paths: Paths): HostState {
  return new RemoteState(remote, paths.state);
}
