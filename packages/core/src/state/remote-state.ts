import { z } from 'zod';
import type { Paths } from '../config/paths.js';
import { stateErrors } from '../errors/state.js';
import type { Remote } from '../remote/remote.js';
import type { HostState, HostStateData } from './host-state.js';
import { parseJson } from './parse-json.js';

const endpoint = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tcp'), address: z.string(), port: z.number() }),
  z.object({ kind: z.literal('unix'), path: z.string() }),
]);
const instance = z.object({
  id: z.string(),
  kind: z.string(),
  build: z.string(),
  endpoint: endpoint.optional(),
});
const serving = z.object({
  active: z.string().optional(),
  previous: z.string().optional(),
  resting: z.string().optional(),
  instances: z.array(instance),
  draining: z.array(instance),
  generation: z.number(),
  since: z.string().optional(),
});
const schema = z.object({
  version: z.literal(1),
  builds: z.record(
    z.string(),
    z.object({
      fate: z.enum(['built', 'good', 'bad']),
      at: z.string(),
      roles: z.array(z.string()).optional(),
    }),
  ),
  serving: z.record(z.string(), serving),
});

const nothing: HostStateData = { version: 1, builds: {}, serving: {} };

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
    const found = schema.safeParse(parseJson(text));
    if (!found.success) throw stateErrors.unreadable(this.#remote.host.name, this.#path);
    // The schema's optional keys are the type's undefined ones.
    return found.data as HostStateData;
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
