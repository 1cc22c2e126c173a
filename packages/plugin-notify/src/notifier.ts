import {
  type Build,
  type Fck,
  type FckEvent,
  messageOf,
  type Run,
  type RunSummary,
  runState,
} from '@fck/core';
import { type Message, messageAbout, type News } from './news.js';
import type { NotifyOptions } from './options.js';
import type { Service } from './services/service.js';

/** A service, and how to change the message that it shows about the run. */
interface Sending {
  readonly service: Service;
  /** Id of the message that was sent at the start. */
  readonly sent: Promise<string | undefined>;
}

/** The build that each role activates. */
const activated = runState(() => new Map<string, Build>());

/** Sends one message about each run. Nothing waits for a service before the run is over. */
export class Notifier {
  readonly #fck: Fck;
  readonly #services: readonly Service[];
  readonly #options: NotifyOptions;
  readonly #sendings = new Map<string, readonly Sending[]>();

  constructor(fck: Fck, services: readonly Service[], options: NotifyOptions) {
    this.#fck = fck;
    this.#services = services;
    this.#options = options;
  }

  /** Sends a first message, where it can be updated later. */
  started({ run, tasks, dryRun }: Extract<FckEvent, { type: 'run:start' }>): void {
    if (!this.#isReported({ tasks, dryRun }) || this.#options.on === 'failure') return;
    const message = messageAbout(this.#news({ run, tasks, failures: [] }, 'running'));
    const sendings = this.#services
      .filter(({ canUpdate }) => canUpdate)
      .map((service) => ({ service, sent: this.#warning(service, service.send(message)) }));
    this.#sendings.set(run, sendings);
  }

  /** Remembers what a role activates. */
  activates(run: Run, role: string, build: Build): void {
    activated.of(run).set(role, build);
  }

  /** Sends how the run ended, or updates the first message. A failure to send is a warning. */
  async ended(summary: RunSummary, run: Run): Promise<void> {
    const sendings = this.#sendings.get(summary.run) ?? [];
    this.#sendings.delete(summary.run);
    const { on } = this.#options;
    if (this.#isReported(summary) && !(on === 'failure' && summary.ok)) {
      const message = this.#redacted(messageAbout(this.#news(summary, stateOf(summary), run)));
      await Promise.all(
        this.#services.map(async (service) => {
          const id = await sendings.find((sending) => sending.service === service)?.sent;
          await this.#warning(
            service,
            id === undefined ? service.send(message) : service.update(id, message),
          );
        }),
      );
    }
  }

  #isReported({ tasks, dryRun }: Pick<RunSummary, 'tasks' | 'dryRun'>): boolean {
    return !dryRun && tasks.some((task) => this.#options.tasks.includes(task));
  }

  #news(
    { run, tasks, failures, ms }: Pick<RunSummary, 'run' | 'tasks' | 'failures'> & { readonly ms?: number },
    state: News['state'],
    ended?: Run,
  ): News {
    return {
      project: this.#fck.project.name,
      run,
      tasks,
      pipeline: ended?.pipeline,
      state,
      ms,
      builds: ended ? activated.of(ended) : new Map(),
      failures,
    };
  }

  /** Failures are redacted already; a secret may also be in a name of the configuration. */
  #redacted({ title, lines, news }: Message): Message {
    return { title: this.#fck.redact(title), lines: lines.map((line) => this.#fck.redact(line)), news };
  }

  async #warning<T>({ name }: Service, sent: Promise<T>): Promise<T | undefined> {
    try {
      return await sent;
    } catch (thrown) {
      const text = `${name} was not notified: ${messageOf(thrown)}`;
      this.#fck.emit({ type: 'note', level: 'warn', plugin: 'notify', text });
      return undefined;
    }
  }
}

function stateOf({ ok, failures }: RunSummary): News['state'] {
  if (ok) return 'succeeded';
  return failures.length > 0 && failures.every(({ code }) => code === 'INTERRUPTED')
    ? 'interrupted'
    : 'failed';
}
