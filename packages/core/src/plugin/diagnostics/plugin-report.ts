import type { Fck } from '../../api/container.js';
import type { LoadedPlugin } from '../../api/plugin.js';
import { registrationsOf } from '../../registry/registrations.js';
import type { Registries } from '../../registry/registries.js';
import { type RecordedTap, tapsOf } from '../taps/recorded-taps.js';

/** The registrations and taps of a loaded plugin. */
export interface PluginReport extends LoadedPlugin {
  /** Names by the kind of thing: `{ tool: ['redis'], section: ['provision.redis'] }`. */
  readonly registered: Readonly<Record<string, readonly string[]>>;
  /** The templates that it overrides. */
  readonly overrides: readonly string[];
  /** Its taps, in the order of a run. */
  readonly taps: readonly Pick<RecordedTap, 'hook' | 'position'>[];
}

/** Reports every plugin, in the order in which they were applied. */
export function pluginReports(fck: Fck & Registries): PluginReport[] {
  const registrations = registrationsOf(fck);
  const taps = tapsOf(fck.hooks);
  return fck.plugins.map((plugin) => {
    const registered: Record<string, string[]> = {};
    for (const { kind, name, path, owner } of registrations) {
      if (owner !== plugin.name) continue;
      registered[kind] = [...(registered[kind] ?? []), path ?? name];
    }
    return {
      ...plugin,
      registered,
      overrides: overridesBy(fck, plugin.name),
      taps: taps
        .filter((tap) => tap.plugin === plugin.name)
        .map(({ hook, position }) => ({ hook, position })),
    };
  });
}

function overridesBy(fck: Fck & Registries, plugin: string): string[] {
  const names = fck.templates
    .overrides()
    .filter(({ owner }) => owner === plugin)
    .map(({ template }) => template);
  return [...new Set(names)];
}
