import type { Hooks } from '../../api/hooks.js';
import { ConfigChanges, snapshotOf } from '../../config/config-changes.js';
import type { Place } from '../../errors/fck-error.js';

interface ConfigTap {
  readonly owner: string;
  readonly place?: Place | undefined;
  fn(config: Record<string, unknown>): Promise<Record<string, unknown> | undefined>;
}

/** Records from now on which plugin's tap of `config` changes which values. */
export function recordConfigTaps(hook: Hooks['config']): ConfigChanges {
  const changes = new ConfigChanges();
  hook.intercept({
    register: (registered) => {
      // wrapTaps made it: it returns a promise and has an owner.
      const tap = registered as unknown as ConfigTap;
      const fn: ConfigTap['fn'] = async (config) => {
        const before = snapshotOf(config);
        const result = await tap.fn(config);
        changes.record(before, snapshotOf(result ?? config), { plugin: tap.owner, tapped: tap.place });
        return result;
      };
      return { ...registered, fn };
    },
  });
  return changes;
}
