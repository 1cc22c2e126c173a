import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { HostContext } from '../../api/contexts.js';
import type { Environment } from '../../api/environment.js';
import { Secret, secret } from '../../command/secret.js';
import { mapValues } from '../../map-values.js';
import { checkedName, isName } from '../../names/names.js';
import { once } from '../../once.js';
import { parseJson } from '../../parse-json.js';

/** The variables that the configuration set for each service of a role, by its kind. */
export type EnvironmentsOfServices = Readonly<Record<string, Environment>>;

const schema = once(() => {
  const name = z.string().refine(isName);
  const variables = z.record(z.string(), z.union([z.string(), z.strictObject({ secret: z.string() })]));
  return z.object({ version: z.literal(1), builds: z.record(name, z.record(name, variables)) });
});

type Kept = z.output<ReturnType<typeof schema>>;

/**
 * The file in which a host keeps the environment that each build of a role last served with, for a rollback to it: an older build may
 * not work with the newest variables. Only root can read it, since it has the values of secrets. Its folder is root's, too: the login
 * user could not write into one that it shares with files of root.
 */
export class KeptEnvironments {
  readonly #context: Pick<HostContext, 'remote' | 'fck' | 'state'>;
  readonly #path: string;
  /** Read once: nobody else writes it while the host is locked. */
  #kept: Promise<Kept> | undefined;

  constructor(context: Pick<HostContext, 'remote' | 'fck' | 'state' | 'paths' | 'role'>) {
    this.#context = context;
    const { paths, role } = context;
    this.#path = posix.join(paths.project, 'environments', `${checkedName('role', role.name)}.json`);
  }

  /** The variables that a build last served with; undefined if that is not known. */
  async of(build: string): Promise<EnvironmentsOfServices | undefined> {
    const { builds } = await this.#read();
    const { fck } = this.#context;
    const kept = builds[build];
    return (
      kept &&
      mapValues(kept, (variables) =>
        mapValues(variables, (value) => {
          if (typeof value === 'string') return value;
          const hidden = secret(value.secret);
          fck.addSecret(hidden);
          return hidden;
        }),
      )
    );
  }

  /** Keeps the variables that a build serves with now, and forgets those of builds that the host has no longer. */
  async keep(build: string, services: EnvironmentsOfServices): Promise<void> {
    const { remote, state } = this.#context;
    const [{ builds: kept }, { builds: known }] = await Promise.all([this.#read(), state.read()]);
    const builds = {
      ...Object.fromEntries(Object.entries(kept).filter(([name]) => known[name] !== undefined)),
      [build]: mapValues(services, (variables) =>
        mapValues(variables, (value) => (value instanceof Secret ? { secret: value.reveal() } : value)),
      ),
    };
    if (isDeepStrictEqual(kept, builds)) return;
    const after: Kept = { version: 1, builds };
    this.#kept = Promise.resolve(after);
    await remote.as('root').write(this.#path, secret(`${JSON.stringify(after, null, 2)}\n`), {
      mode: 0o600,
      owner: 'root',
      bookkeeping: true,
    });
  }

  #read(): Promise<Kept> {
    this.#kept ??= this.#context.remote
      .as('root')
      .read(this.#path)
      .then((text) => {
        const found = text === undefined ? undefined : schema().safeParse(parseJson(text)).data;
        return found ?? { version: 1, builds: {} };
      });
    return this.#kept;
  }
}
