import { hookErrors } from '../errors/hook.js';

/** How long plugins may take, in seconds. */
export interface Timeouts {
  /** For a plugin to load and to be applied. */
  readonly load: number;
  /** For a tap to work, on one host where it works on hosts. */
  readonly hook: number;
  /** Until a tap that still works is named. */
  readonly notice: number;
}

/** Long enough for every build that comes to an end. */
export const DEFAULT_TIMEOUTS: Timeouts = { load: 30, hook: 7200, notice: 60 };

/** What watching needs of its surroundings. */
export interface Watch {
  timeouts(): Timeouts;
  /** Tells the user something about a plugin's work. */
  note(note: { level: 'info' | 'warn'; plugin: string; host: string | undefined; text: string }): void;
}

interface WatchedWork {
  readonly plugin: string;
  readonly hook: string;
  readonly host: string | undefined;
  readonly atWork: readonly string[];
}

/**
 * Waits for a tap to end. While it takes long, the user is told who works on what, at longer and longer intervals.
 *
 * @throws FckError `HOOK_TIMEOUT` once its time is over. The tap itself cannot be ended: nobody waits for it any more.
 */
export async function watched<T>(run: () => Promise<T>, work: WatchedWork, watch: Watch): Promise<T> {
  const limits = watch.timeouts();
  const who = () => work.atWork.at(-1) ?? work.plugin;
  let notice: NodeJS.Timeout | undefined;
  let limit: NodeJS.Timeout | undefined;
  const noticeAfter = (seconds: number, soFar: number) => {
    notice = setTimeout(() => {
      const plugin = who();
      const text = `the plugin "${plugin}" has been working on the ${work.hook} hook for ${soFar + seconds} s`;
      watch.note({ level: 'info', plugin, host: work.host, text });
      noticeAfter(soFar + seconds, soFar + seconds);
    }, seconds * 1000);
  };
  noticeAfter(limits.notice, 0);
  const timeout = new Promise<never>((_, reject) => {
    limit = setTimeout(
      () => reject(hookErrors.timeout(who(), work.hook, work.host, limits.hook)),
      limits.hook * 1000,
    );
  });
  try {
    return await Promise.race([run(), timeout]);
  } finally {
    clearTimeout(notice);
    clearTimeout(limit);
  }
}
