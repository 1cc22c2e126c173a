import type { Place } from '../errors/fck-error.js';
import type { RunFailure } from './summary.js';
import type { PhaseProfile, WorkProfile } from './traffic.js';

/**
 * How a step ended. `ok`: nothing to do. `planned`: a real run would change it. `skipped`: it was not run, because only a real run can
 * check it, or because the host waited for another host that failed. `stopped`: the user interrupted it.
 */
export type StepStatus = 'ok' | 'changed' | 'planned' | 'skipped' | 'stopped' | 'failed';

/**
 * An event. The screen, `--json`, journals and reports are all made from this one stream.
 * Texts are redacted before an event is sent. `v` is the version of all events: it changes only if an existing type or field
 * changes its meaning. `at` is milliseconds since the epoch, `ms` a duration in milliseconds. `fck schema --events` prints the
 * JSON Schema.
 */
export type FckEvent = { readonly v: 1; readonly at: number } & (
  | {
      readonly type: 'run:start';
      readonly run: string;
      readonly tasks: readonly string[];
      readonly dryRun: boolean;
    }
  | {
      readonly type: 'run:end';
      readonly run: string;
      readonly ok: boolean;
      readonly ms: number;
      /** Why it failed: one entry for each host that failed. Empty if `ok`. */
      readonly failures: readonly RunFailure[];
    }
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
      /** What a phase has done was undone, because the run failed later. `--resume` runs it again. */
      readonly type: 'task:undone';
      readonly task: string;
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
      /** The plugin that declared the step. */
      readonly plugin: string;
      readonly step: string;
      readonly status: StepStatus;
      readonly ms: number;
      readonly note?: string;
    }
  | {
      /** Work that is done on one host for all hosts of its role, once in the run: `context.once`. */
      readonly type: 'once:start';
      readonly phase: string;
      readonly host: string;
      readonly role: string;
      readonly plugin: string;
      readonly name: string;
    }
  | {
      readonly type: 'once:end';
      readonly phase: string;
      readonly host: string;
      readonly role: string;
      readonly plugin: string;
      readonly name: string;
      readonly status: Extract<StepStatus, 'ok' | 'planned' | 'stopped' | 'failed'>;
      readonly ms: number;
    }
  | {
      /** An activation has come to its end on a host, or found nothing to do there. */
      readonly type: 'serves';
      readonly host: string;
      readonly role: string;
      readonly build: string;
      /** The build that served before. It may be the same. */
      readonly before?: string;
      /** Where visitors reach the site. */
      readonly url?: string;
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
      /** A line that a plugin, or a module of the project, wrote to the output of the process, such as with `console.log`. */
      readonly type: 'log';
      readonly stream: 'stdout' | 'stderr';
      /** Undefined if it is not known. */
      readonly plugin?: string;
      readonly hook?: string;
      readonly host?: string;
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
      /** The run that it ended. */
      readonly run?: string;
      readonly code: string;
      readonly message: string;
      readonly host?: string;
      readonly plugin?: string;
      readonly hook?: string;
      readonly hint?: string;
      /** Further lines: the end of a command's output, the cause on each host. */
      readonly detail?: string;
      readonly where?: Place;
    }
  | PluginEvent
);

/**
 * The events of plugins, by type. A plugin adds its own by module augmentation, and sends them with `fck.emit`. The type begins
 * with the plugin's name; fields are plain JSON.
 *
 * @example
 * declare module '@fck/core' {
 *   interface FckEvents {
 *     'audit:finding': { readonly host: string; readonly rule: string };
 *   }
 * }
 * fck.emit({ type: 'audit:finding', host: 'web-1', rule: 'root may log in' });
 */
// biome-ignore lint/suspicious/noEmptyInterface: plugins add to it
export interface FckEvents {}

/** The types of events that plugins have added. */
type OwnType = keyof FckEvents & `${string}:${string}`;

/** The types of fck's own events. */
export type CoreEventType = Exclude<FckEvent['type'], OwnType>;

/** An event that a plugin has added. */
type PluginEvent = {
  [T in OwnType]: FckEvents[T] & {
    readonly type: T;
    /** The plugin that sent it. */
    readonly plugin: string;
  };
}[OwnType];

/** An event as it is handed to `emit`, which adds the version, the time and, for an event of its own, the plugin. */
export type FckEventDraft =
  | DraftOf<Exclude<FckEvent, { readonly type: OwnType }>>
  | { [T in OwnType]: FckEvents[T] & { readonly type: T } }[OwnType];

type DraftOf<E> = E extends { at: number } ? Omit<E, 'at' | 'v'> : never;
