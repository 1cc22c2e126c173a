import { setMaxListeners } from 'node:events';
import { hookErrors } from '../errors/hook.js';

/** Time limits of plugins, in seconds. */
export interface Timeouts {
  /** For a plugin to load and to be applied. */
  readonly load: number;
  /** For a tap, or another function of a plugin: on one host if it works on hosts. */
  readonly hook: number;
  /** Until a plugin that still works is reported. */
  readonly notice: number;
  /** For a plugin to end after an interruption. Commands on hosts may end in their own time. */
  readonly interrupt: number;
}

/** Long enough for any build that finishes. */
export const DEFAULT_TIMEOUTS: Timeouts = { load: 30, hook: 7200, notice: 60, interrupt: 30 };

/** The functions that watching uses. */
export interface Watch {
  timeouts(): Timeouts;
  /** Shows a message about a plugin's work. */
  note(note: { level: 'info' | 'warn'; plugin: string; host: string | undefined; text: string }): void;
}

/** The time of one tap or function, including its calls. */
export class Clock {
  /** The plugins at work, by depth of calls: one may call a function of another. The last one is running. */
  readonly plugins: string[] = [];
  /** Open calls of core, whose time does not count: plugins in them have time of their own. */
  pauses = 0;
  /** Commands and transfers on hosts that it waits for. */
  busy = 0;
  /** Ends the wait for the work with this error; has no effect once the work has ended. */
  fail: (error: unknown) => void = () => {};
}

/** Work that is being waited for. */
interface OpenWork {
  /** Whether it waits for other work, such as that on hosts. */
  isOuter(): boolean;
  /** Ends the wait: it can never be over. */
  end(): void;
}

const open = new Set<OpenWork>();

/** Whether a plugin is waited for. */
export function isWaitingForPlugin(): boolean {
  return open.size > 0;
}

/** Nothing is scheduled in the process any more, so what is waited for can never happen. */
function endStuckWork(): void {
  const inner = [...open].filter((work) => !work.isOuter());
  for (const work of inner.length > 0 ? inner : open) work.end();
}

function opened(work: OpenWork): () => void {
  if (open.size === 0) process.on('beforeExit', endStuckWork);
  open.add(work);
  return () => {
    open.delete(work);
    if (open.size === 0) process.off('beforeExit', endStuckWork);
  };
}

interface WatchedWork {
  readonly plugin: string;
  readonly hook?: string | undefined;
  readonly host?: string | undefined;
  /** The kind of work, if it is not the tap of the hook: `task "smoke"`. */
  readonly what?: string | undefined;
  /** Aborted by an interruption. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for a plugin's work to end. If that takes long, reports which plugin works on what, at growing intervals.
 *
 * @throws FckError `HOOK_TIMEOUT` once its time is over, `HOOK_INTERRUPTED` if it goes on after an interruption,
 * `HOOK_STUCK` if it waits for something that cannot happen. The work itself cannot be ended: nothing waits for it any
 * more.
 */
export async function watched<T>(
  running: Promise<T>,
  work: WatchedWork,
  clock: Clock,
  watch: Watch,
): Promise<T> {
  const limits = watch.timeouts();
  const who = () => clock.plugins.at(-1) ?? work.plugin;
  const on = work.what === undefined ? `the ${work.hook} hook` : `its ${work.what}`;
  let notice: NodeJS.Timeout | undefined;
  let limit: NodeJS.Timeout | undefined;
  let grace: NodeJS.Timeout | undefined;
  const noticeAfter = (seconds: number, soFar: number) => {
    notice = setTimeout(() => {
      if (clock.pauses > 0) return noticeAfter(seconds, soFar);
      const plugin = who();
      const text = `the plugin "${plugin}" has been working on ${on} for ${soFar + seconds} s`;
      watch.note({ level: 'info', plugin, host: work.host, text });
      noticeAfter(soFar + seconds, soFar + seconds);
      // None of these timers keeps the process alive: without other work it would wait in vain.
    }, seconds * 1000).unref();
  };
  noticeAfter(limits.notice, 0);
  const failure = new Promise<never>((_, reject) => {
    clock.fail = reject;
  });
  const limitAfter = (seconds: number) => {
    limit = setTimeout(() => {
      if (clock.pauses > 0) limitAfter(seconds);
      else clock.fail(hookErrors.timeout({ ...work, plugin: who() }, seconds));
    }, seconds * 1000).unref();
  };
  limitAfter(limits.hook);
  const interrupted = () => {
    const seconds = limits.interrupt;
    grace = setTimeout(() => {
      if (clock.pauses > 0 || clock.busy > 0) interrupted();
      else clock.fail(hookErrors.interrupted({ ...work, plugin: who() }, seconds));
    }, seconds * 1000).unref();
  };
  // As many hosts and plugins as there are wait for it at once: Node would take that for a leak.
  if (work.signal) setMaxListeners(0, work.signal);
  if (work.signal?.aborted) interrupted();
  else work.signal?.addEventListener('abort', interrupted);
  const close = opened({
    isOuter: () => clock.pauses > 0,
    end: () => clock.fail(hookErrors.stuck({ ...work, plugin: who() })),
  });
  try {
    return await Promise.race([running, failure]);
  } finally {
    close();
    work.signal?.removeEventListener('abort', interrupted);
    for (const timer of [notice, limit, grace]) clearTimeout(timer);
  }
}
