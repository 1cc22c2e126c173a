import { hookErrors } from '../errors/hook.js';

/** Time limits of plugins, in seconds. */
export interface Timeouts {
  /** For a plugin to load and to be applied. */
  readonly load: number;
  /** For a tap, or another function of a plugin: on one host if it works on hosts. */
  readonly hook: number;
  /** Until a plugin that still works is reported. */
  readonly notice: number;
}

/** Long enough for any build that finishes. */
export const DEFAULT_TIMEOUTS: Timeouts = { load: 30, hook: 7200, notice: 60 };

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
}

interface WatchedWork {
  readonly plugin: string;
  readonly hook?: string | undefined;
  readonly host?: string | undefined;
  /** The kind of work, if it is not the tap of the hook: `task "smoke"`. */
  readonly what?: string | undefined;
}

/**
 * Waits for a plugin's work to end. If that takes long, reports which plugin works on what, at growing intervals.
 *
 * @throws FckError `HOOK_TIMEOUT` once its time is over. The work itself cannot be ended: nothing waits for it any
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
  const noticeAfter = (seconds: number, soFar: number) => {
    notice = setTimeout(() => {
      if (clock.pauses > 0) return noticeAfter(seconds, soFar);
      const plugin = who();
      const text = `the plugin "${plugin}" has been working on ${on} for ${soFar + seconds} s`;
      watch.note({ level: 'info', plugin, host: work.host, text });
      noticeAfter(soFar + seconds, soFar + seconds);
    }, seconds * 1000);
  };
  noticeAfter(limits.notice, 0);
  const timeout = new Promise<never>((_, reject) => {
    const limitAfter = (seconds: number) => {
      limit = setTimeout(() => {
        if (clock.pauses > 0) limitAfter(seconds);
        else reject(hookErrors.timeout({ ...work, plugin: who() }, seconds));
      }, seconds * 1000);
    };
    limitAfter(limits.hook);
  });
  try {
    return await Promise.race([running, timeout]);
  } finally {
    clearTimeout(notice);
    clearTimeout(limit);
  }
}
