import { type PluginReport, pluginReports, type RecordedTap, tapsOf } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import { drawTable } from '../terminal/table.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck plugins`: the loaded plugins, their sources and registrations, and which plugins tap each hook, in order. */
export const plugins: Verb = async (invocation) => {
  const fck = await invocation.project();
  const reports = pluginReports(fck);
  const hooks = hooksOf(tapsOf(fck.hooks));
  const palette = createPalette(wantsColor(invocation.io.stdout, invocation.io.env));
  printResult(invocation, {
    document: reports,
    table: {
      columns: ['plugin', 'version', 'from', 'registers'],
      rows: reports.map((plugin) => [
        plugin.name,
        plugin.version ?? '',
        plugin.from,
        registeredInWords(plugin),
      ]),
    },
    text: [
      ...(reports.length === 0 ? ['No plugins are loaded.'] : []),
      '',
      drawTable(
        {
          columns: ['hook', 'taps, in the order in which they fire'],
          rows: Object.entries(hooks).map(([hook, names]) => [hook, names.join(' → ')]),
        },
        palette,
      ),
    ].join('\n'),
  });
  return ExitCode.done;
};

function registeredInWords({ registered, overrides }: PluginReport): string {
  const brought = Object.entries(registered).map(([kind, names]) => `${kind} ${names.join(', ')}`);
  return [...brought, ...(overrides.length > 0 ? [`overrides ${overrides.join(', ')}`] : [])].join('; ');
}

/** The plugins that tap each hook, in the order of a run. */
function hooksOf(taps: readonly RecordedTap[]): Record<string, string[]> {
  const hooks: Record<string, string[]> = {};
  for (const { hook, plugin } of taps) hooks[hook] = [...(hooks[hook] ?? []), plugin];
  return hooks;
}
