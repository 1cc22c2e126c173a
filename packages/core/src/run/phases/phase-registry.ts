import type { Fck } from '../../api/container.js';
import type { Task } from '../../api/contexts.js';
import type { Phase } from '../../api/phase.js';
import { runAsCore } from '../../attribution/attribution.js';
import type { Watch } from '../../attribution/watched.js';
import { registryErrors } from '../../errors/registry.js';
import { attributeFunctions } from '../../registry/attributed-entry.js';
import { phaseFlaw } from '../../registry/entry-flaws.js';
import { Registry } from '../../registry/registry.js';
import { Session } from '../session.js';
import { runDeclaredPhase } from './declared-phase.js';

/** Where phases find their hooks and tasks. */
interface PhaseHome {
  readonly tasks: Fck['tasks'];
  readonly hooks: {
    declare(name: string): void;
    of(name: string): Parameters<typeof runDeclaredPhase>[1]['hook'];
  };
}

/** The phases of runs. Each has a hook, and is a task of its name. */
export class PhaseRegistry extends Registry<Phase> {
  readonly #home: PhaseHome;

  constructor(owner: () => string, home: PhaseHome, watch: Watch) {
    super('phase', owner, {
      shape: ['about'],
      flawIn: phaseFlaw,
      attribute: attributeFunctions<Phase>({ on: true, run: true }),
      watch,
    });
    this.#home = home;
  }

  override register(name: string, phase: Phase): void {
    super.register(name, phase);
    const hook = hookOf(name, phase);
    this.#home.hooks.declare(hook);
    this.#home.tasks.register(name, this.#taskOf(name, hook));
  }

  /** @throws FckError `NAME_TAKEN` if there is a phase or a task of that name */
  protected override claim(name: string, owner: string, phase: Phase): void {
    super.claim(name, owner, phase);
    const { tasks } = this.#home;
    if (tasks.has(name))
      throw registryErrors.duplicate(this.kind, name, tasks.ownerOf(name), owner, tasks.kind);
  }

  #taskOf(name: string, hook: string): Task {
    const phase = this.get(name);
    const { about, before, after, needs, args, sends, onResume, withoutHosts, keepsToSelection } = phase;
    return {
      about,
      before,
      after,
      dependsOn: needs,
      args,
      sends,
      onResume,
      withoutHosts,
      keepsToSelection,
      lockFirst: phase.lockFirst ?? true,
      run:
        phase.run ??
        ((context) =>
          runAsCore(() =>
            runDeclaredPhase(Session.of(context), { name, phase, hook: this.#home.hooks.of(hook) }, context),
          )),
    };
  }
}

/** The name of a phase's hook: `warm-up` has `warmUp`. */
export function hookOf(name: string, { hook }: Phase): string {
  return hook ?? name.replaceAll(/[.-]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}
