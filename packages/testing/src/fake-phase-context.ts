import type { Build, PhaseContext, UndoEntry } from '@fck/core';
import { fakeBuild } from './fake-build.js';
import { type FakeContextOptions, type FakeHostContext, fakeHostContext } from './fake-context.js';

/** Options of {@link fakePhaseContext}. */
export interface FakePhaseContextOptions extends FakeContextOptions {
  /** Parts of the build that `buildToActivate` gives. */
  readonly build?: Partial<Build> | undefined;
  /** Values of the phase's arguments. Default: none. */
  readonly args?: PhaseContext['args'] | undefined;
}

/** The context of a tap of a phase, with what it recorded to undo. */
export interface FakePhaseContext extends FakeHostContext, PhaseContext {
  readonly remote: FakeHostContext['remote'];
  readonly state: FakeHostContext['state'];
  /** The recorded undo entries, in order. */
  readonly undoEntries: readonly UndoEntry[];
  /** Undoes what was recorded, last first: as core would after a failure of a later phase. */
  undoAll(): Promise<void>;
}

/**
 * Makes the context of a tap of a phase. Its undo steps must be registered in its container: {@link fckWith}.
 *
 * @example
 * const fck = await fckWith(plugin);
 * const context = fakePhaseContext({ fck });
 * await fck.hooks.migrate.promise(context);
 */
export function fakePhaseContext(options: FakePhaseContextOptions = {}): FakePhaseContext {
  const context = fakeHostContext(options);
  const undoEntries: UndoEntry[] = [];
  return {
    ...context,
    args: options.args ?? {},
    buildToActivate: async () => fakeBuild(options.build),
    undoEntries,
    undo: async (step, data) => {
      context.fck.undoSteps.get(step);
      if (!context.dryRun) undoEntries.push({ step, data });
    },
    undoAll: async () => {
      for (const { step, data } of undoEntries.splice(0).reverse())
        await context.fck.undoSteps.get(step)(context, data, { switched: false });
    },
  };
}
