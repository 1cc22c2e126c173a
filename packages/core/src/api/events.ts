import type { PhaseProfile, WorkProfile } from './traffic.js';

/**
 * How a step ended. `ok`: nothing to do. `planned`: a real run would change it. `skipped`: it was not run, because only a real run can
 * check it, or because the host waited for another host that failed. `stopped`: the user interrupted it.
 */
export type StepStatus = 'ok' | 'changed' | 'planned' | 'skipped' | 'stopped' | 'failed';

/**
 * An event. The screen, `--json`, journals and reports are all made from this one stream.
 * Texts are redacted before an event is sent. `at` is milliseconds since the epoch, `ms` a duration in milliseconds.
 */
export type FckEvent = { readonly at: number } & (
  | {
      readonly type: 'run:start';
      readonly run: string;
      readonly tasks: readonly string[];
      readonly dryRun: boolean;
    }
  | { readonly type: 'run:end'; readonly run: string; readonly ok: boolean; readonly ms: number }
  | { readonly type: 'task:start'; readonly task: string; readonly hosts: readonly string[] }
  | {
      readonly type: 'task:end';
      readonly task: string;
      /** `skipped`: the run that this one resumes has done it. */
      readonly status: Extract<StepStatus, 'ok' | 'skipped' | 'failed'>;
      readonly ms: number;
      /** The code of the error, if it failed. */
      readonly code?: string;
      readonly note?: string;
    }
  | {
      readonly type: 'phase:start';
      readonly phase: string;
      readonly hosts: readonly string[];
      /** Which part of the phase it is: `wave 1 of 3`. */
      readonly about?: string;
    }
  | { readonly type: 'phase:end'; readonly phase: string; readonly ok: boolean; readonly ms: number }
  | { readonly type: 'host:start'; readonly phase: string; readonly host: string; readonly role: string }
  | {
      readonly type: 'host:end';
      readonly phase: string;
      readonly host: string;
      readonly status: StepStatus;
      readonly ms: number;
      readonly note?: string;
    }
  | {
      readonly type: 'step:start';
      readonly phase: string;
      readonly host: string;
      readonly plugin: string;
      readonly step: string;
    }
  | {
      readonly type: 'step:end';
      readonly phase: string;
      readonly host: string;
      readonly plugin: string;
      readonly step: string;
      readonly status: StepStatus;
      readonly ms: number;
      readonly note?: string;
    }
  | {
      /** A host waits, usually for another host. The `ms` of its steps do not include this time. */
      readonly type: 'wait:start';
      readonly host: string;
      /** `web-1 to make the build` */
      readonly for: string;
    }
  | { readonly type: 'wait:end'; readonly host: string; readonly for: string; readonly ms: number }
  | {
      readonly type: 'change';
      readonly host: string;
      readonly what: string;
      readonly planned: boolean;
      readonly ms?: number;
    }
  | {
      readonly type: 'diff';
      readonly host: string;
      readonly path: string;
      readonly before: string | undefined;
      readonly after: string;
    }
  | {
      readonly type: 'output';
      readonly host: string;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | {
      readonly type: 'note';
      readonly level: 'info' | 'warn';
      readonly host?: string;
      readonly plugin?: string;
      readonly text: string;
    }
  | {
      readonly type: 'profile';
      readonly host: string;
      readonly phases: readonly PhaseProfile[];
      /** From the start of the first phase to the end of the run, with all that was done for other hosts on the same machine. */
      readonly total: WorkProfile;
    }
  | {
      readonly type: 'error';
      readonly code: string;
      readonly message: string;
      readonly host?: string;
      readonly plugin?: string;
      readonly hint?: string;
    }
);

/** An event without its time, which is added when the event is sent. */
export type FckEventDraft = FckEvent extends infer E
  ? E extends { at: number }
    ? Omit<E, 'at'>
    : never
  : never;
