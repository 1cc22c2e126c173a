import type { HostContext } from '../api/contexts.js';
import type { FckEventDraft } from '../api/events.js';
import type { Host } from '../api/host.js';
import type { OnceOptions, Run } from '../api/run.js';
import { currentPlugin, currentWork, runAs, runAsCore } from '../attribution/attribution.js';
import { callErrors } from '../errors/call.js';
import { inWords } from '../errors/found-in-words.js';
import { runErrors } from '../errors/run.js';
import { here } from '../hosts/check-selection.js';
import type { Waiting } from '../hosts/waiting.js';
import type { OnceDone } from '../journal/resumption.js';
import { isPlanUnknown, statusOf } from './thrown-status.js';

/** The run, for work that is done once in it. */
interface OnceRun {
  hosts(): Run['hosts'];
  readonly waiting: Waiting;
  /** Work that the run which this one resumes has done. */
  readonly onceDone: readonly OnceDone[];
  emit(event: FckEventDraft): void;
}

/** A host whose tap calls `once`. */
export interface OnceCaller {
  readonly host: Host;
  readonly phase: string;
  readonly signal: AbortSignal;
  /** The context of another host in the same phase. */
  contextOf(host: Host): HostContext;
}

/** Work that was begun, and its host. */
interface Begun {
  readonly host: Host;
  readonly ended: Promise<void>;
}

type Work = (context: HostContext) => Promise<unknown>;

/**
 * The work that a run does on one host for all hosts of a role: `context.once`. The first caller begins it with the context of the picked
 * host, so it needs no turn of that host, and no caller waits for another one.
 */
export class OnceWorks {
  readonly #run: OnceRun;
  readonly #begun = new Map<string, Begun>();
  readonly #failed = new WeakMap<object, Host>();

  constructor(run: OnceRun) {
    this.#run = run;
  }

  /**
   * Begins the work, or waits for it if another host has begun it.
   *
   * @throws the failure of the work: the same error for every caller
   */
  async do(caller: OnceCaller, name: string, work: Work, options: OnceOptions = {}): Promise<void> {
    checkCall(name, work, options);
    const plugin = currentPlugin();
    const { host } = caller;
    const key = JSON.stringify([plugin, host.role, name]);
    const begun = this.#begun.get(key) ?? this.#begin(caller, { plugin, name, work, options });
    this.#begun.set(key, begun);
    const { waiting } = this.#run;
    const isHere = begun.host.name === host.name;
    await runAsCore(() =>
      isHere ? begun.ended : waiting.until(host.name, `${name} on ${begun.host.name}`, begun.ended),
    );
  }

  /** The host on which work failed with this error; undefined for other errors. */
  failedOn(thrown: unknown): Host | undefined {
    return typeof thrown === 'object' && thrown !== null ? this.#failed.get(thrown) : undefined;
  }

  #begin(
    caller: OnceCaller,
    asked: {
      readonly plugin: string;
      readonly name: string;
      readonly work: Work;
      readonly options: OnceOptions;
    },
  ): Begun {
    const { plugin, name, options } = asked;
    const { role } = caller.host;
    const host = (this.#run.hosts().get(role) ?? [caller.host]).find((one) => options.on?.(one) ?? true);
    if (!host) throw runErrors.onceWithoutHost(name, role);
    const before = this.#run.onceDone.find(
      (done) => done.plugin === plugin && done.role === role && done.name === name,
    );
    if (before) {
      caller.contextOf(host).note(`${name} is done already, on ${before.host}.`);
      return { host, ended: Promise.resolve() };
    }
    const ended = this.#perform(caller, host, asked);
    // Its callers wait for it.
    ended.catch(() => undefined);
    return { host, ended };
  }

  #perform(
    caller: OnceCaller,
    host: Host,
    { plugin, name, work }: { readonly plugin: string; readonly name: string; readonly work: Work },
  ): Promise<void> {
    const current = currentWork();
    const context: HostContext = { ...caller.contextOf(host), once: () => refuseNesting(name) };
    const row = { phase: caller.phase, host: host.name, role: host.role, plugin, name };
    const { emit } = this.#run;
    return runAsCore(async () => {
      const started = Date.now();
      emit({ type: 'once:start', ...row });
      const end = (status: 'ok' | 'planned' | 'stopped' | 'failed') =>
        emit({ type: 'once:end', ...row, status, ms: Date.now() - started });
      try {
        await runAs(plugin, () => context.step(name, () => work(context)), {
          hook: current?.hook,
          host: host.name,
          what: `once "${name}"`,
          watch: current?.watch,
        });
        end('ok');
      } catch (thrown) {
        end(isPlanUnknown(thrown) ? 'planned' : statusOf(thrown, caller.signal));
        if (typeof thrown === 'object' && thrown !== null) this.#failed.set(thrown, host);
        throw thrown;
      }
    });
  }
}

function checkCall(name: unknown, work: unknown, { on }: { readonly on?: unknown }): void {
  const wrong =
    typeof name !== 'string' || name === ''
      ? `takes the name of the work, not ${inWords(name)}`
      : typeof work !== 'function'
        ? `takes a function, not ${inWords(work)}`
        : on !== undefined && typeof on !== 'function'
          ? `takes \`on\` as a function of a host, not ${inWords(on)}`
          : undefined;
  if (wrong !== undefined) throw callErrors.argument('once()', wrong, undefined, here());
}

async function refuseNesting(name: string): Promise<never> {
  throw callErrors.argument(
    'once()',
    `was called by the work of once("${name}"), which runs on one host anyway`,
    'Call the function itself.',
    here(),
  );
}
