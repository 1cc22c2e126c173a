import type { Hooks } from '../../api/hooks.js';
import type { Place } from '../../errors/fck-error.js';
import { hookErrors } from '../../errors/hook.js';
import { nearestTo } from '../../errors/nearest.js';

interface PlacedTap {
  readonly name: string;
  readonly before?: string | readonly string[] | undefined;
  readonly owner?: string | undefined;
  readonly place?: Place | undefined;
}

/**
 * Checks, once all plugins are applied, that the `before` of every tap names an existing one: tapable silently puts a
 * tap with an unknown `before` first.
 *
 * @throws FckError `TAP_BEFORE_UNKNOWN`
 */
export function checkOrderOfTaps(hooks: Hooks): void {
  for (const [hookName, hook] of Object.entries(hooks)) {
    const taps: readonly PlacedTap[] = hook.taps;
    for (const tap of taps) {
      const others = [...new Set(taps.filter((other) => other !== tap).map(({ name }) => name))];
      const dangling = [tap.before ?? []].flat().find((name) => !others.includes(name));
      if (dangling === undefined) continue;
      const near = nearestTo(dangling, others);
      throw hookErrors
        .danglingBefore(hookName, tap.name, dangling, others, near, tap.owner ?? 'core')
        .stamp({ where: tap.place });
    }
  }
}
