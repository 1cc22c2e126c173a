import type { ActivationContext, Build, Rotation, TakeOver, UndoEntry } from '@fck/core';
import { fakeBuild } from './fake-build.js';
import { type FakeHostContext, fakeHostContext } from './fake-context.js';
import type { FakeContextWithBuildOptions } from './fake-post-build-context.js';

/** Options of {@link fakeActivationContext}. */
export interface FakeActivationContextOptions extends FakeContextWithBuildOptions {
  /** The build that serves before. Default: none. */
  readonly previousBuild?: Partial<Build> | undefined;
  readonly takesOver?: TakeOver | undefined;
}

/** The context of an `activate` tap, with what the tap registered for later. */
export interface FakeActivationContext extends FakeHostContext, ActivationContext {
  readonly remote: FakeHostContext['remote'];
  readonly state: FakeHostContext['state'];
  /** Names of the registered work, in order. */
  readonly registered: {
    readonly switches: readonly string[];
    readonly verifications: readonly string[];
    readonly finishes: readonly string[];
    readonly rotations: readonly string[];
  };
  /** The recorded undo entries, in order. Their data is what another process would read. */
  readonly undoEntries: readonly UndoEntry[];
  /**
   * Does what was registered, as core would on one host: leaves rotations, switches, verifies, joins again, finishes. A
   * failure of `finish` is a warning.
   *
   * @throws the failure of anything before `finish`, once everything is undone, last first
   */
  activate(): Promise<void>;
  /** Undoes what was recorded so far, last first: as core would after a failure on another host. */
  undoAll(): Promise<void>;
}

interface Act {
  readonly name: string;
  readonly work: () => Promise<unknown>;
}

/**
 * Makes the context of an `activate` tap. Its undo steps must be registered in its container: {@link fckWith}.
 *
 * @example
 * const fck = await fckWith(plugin);
 * const context = fakeActivationContext({ fck });
 * await fck.hooks.activate.promise(context);
 * await context.activate();
 */
export function fakeActivationContext(options: FakeActivationContextOptions = {}): FakeActivationContext {
  const context = fakeHostContext(options);
  const build: Build = fakeBuild(options.build);
  const switches: (Act & { readonly undoEntry: (() => Promise<UndoEntry>) | undefined })[] = [];
  const verifications: Act[] = [];
  const finishes: Act[] = [];
  const rotations: { readonly name: string; readonly rotation: Rotation }[] = [];
  const undoEntries: UndoEntry[] = [];
  let switched = false;

  const undo = async (step: string, data: UndoEntry['data']): Promise<void> => {
    context.fck.undoSteps.get(step);
    // The data of an entry is stored as JSON on a real host.
    undoEntries.push({ step, data: JSON.parse(JSON.stringify(data)) });
  };
  const doAll = async (acts: readonly Act[]) => {
    for (const { name, work } of acts) await context.step(name, work);
  };
  const undoAll = async () => {
    for (const { step, data } of undoEntries.splice(0).reverse())
      await context.fck.undoSteps.get(step)(context, data, { switched });
  };
  const switchOver = async () => {
    const wave = [context.host];
    for (const { rotation } of rotations) await record(rotation.undoEntry(wave));
    for (const { undoEntry } of switches) await record(undoEntry?.());
    switched = true;
    await doAll(
      rotations.map(({ name, rotation }) => ({ name: `leave ${name}`, work: () => rotation.leave() })),
    );
    await doAll([...switches, ...verifications]);
    await doAll(
      rotations.map(({ name, rotation }) => ({ name: `join ${name}`, work: () => rotation.join() })),
    );
  };
  const record = async (entry: Promise<UndoEntry> | undefined) => {
    const found = await entry;
    if (found) await undo(found.step, found.data);
  };
  return {
    ...context,
    build,
    buildPath: context.paths.build(build.name),
    previousBuild: options.previousBuild && fakeBuild(options.previousBuild),
    takesOver: options.takesOver,
    undo,
    switch: (name, work, undoEntry) => switches.push({ name, work, undoEntry }),
    verify: (name, work) => verifications.push({ name, work }),
    finish: (name, work) => finishes.push({ name, work }),
    rotation: (name, rotation) => rotations.push({ name, rotation }),
    get registered() {
      const namesOf = (acts: readonly { readonly name: string }[]) => acts.map(({ name }) => name);
      return {
        switches: namesOf(switches),
        verifications: namesOf(verifications),
        finishes: namesOf(finishes),
        rotations: namesOf(rotations),
      };
    },
    undoEntries,
    undoAll,
    activate: async () => {
      try {
        await switchOver();
      } catch (thrown) {
        await undoAll();
        throw thrown;
      }
      for (const { name, work } of finishes)
        await context.step(name, work).catch((thrown: unknown) => {
          context.warn(`"${name}" failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
        });
    },
  };
}
