import { dirname, relative } from 'node:path';
import { findConfigFile } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { officialPlugins } from '../official-plugins.js';
import { addToConfig } from '../plugin-tooling/add-to-config.js';
import { installPlugin } from '../plugin-tooling/install-plugin.js';
import { entryFor } from '../plugin-tooling/plugin-name.js';
import { readWantedPlugin } from '../plugin-tooling/wanted-plugin.js';
import { usageErrors } from '../usage-errors.js';
import { workingFolder } from '../working-folder.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck plugin add PLUGIN [--no-install]`: installs it with the project's package manager and adds it to the configuration. */
export const pluginAdd: Verb = async (invocation) => {
  const { io, options, operands, own } = invocation;
  const cwd = workingFolder(io, options);
  const file = await findConfigFile({
    cwd: options.config === undefined ? cwd : io.cwd,
    file: options.config,
    env: io.env,
  });
  const configDirectory = dirname(file);
  const wanted = readWantedPlugin(operands[0] ?? '', { cwd, configDirectory });
  const installs = own['no-install'] !== true && wanted.kind !== 'file';
  if (wanted.kind === 'elsewhere' && !installs)
    throw usageErrors.invalid(
      'With `--no-install`, name the package itself: its name is not known otherwise',
    );
  const installed = installs ? await installPlugin(wanted.specifier, configDirectory, io) : undefined;
  const entry =
    wanted.kind === 'file'
      ? wanted.entry
      : entryFor(wanted.kind === 'package' ? wanted.package : (installed?.package ?? wanted.specifier));
  const outcome = await addToConfig(file, { entry, before: officialPlugins });
  const shown = relative(io.cwd, file);
  printResult(invocation, {
    document: { entry, file, config: outcome, installed },
    text: {
      edited: `Added ${entry} to the plugins of ${shown}. \`fck explain ${entry}\` shows what it brings.`,
      present: `${shown} has ${entry} among its plugins already.`,
      unclear: howToAdd(entry, shown),
    }[outcome],
  });
  return ExitCode.done;
};

function howToAdd(entry: string, file: string): string {
  const all = [...officialPlugins, entry].map((name) => `'${name}'`).join(', ');
  return [
    `${file} was not changed: fck edits \`plugins:\` in YAML and JSON. Add '${entry}' to its list.`,
    `If it has no list, the official plugins must be listed too: plugins: [${all}]`,
  ].join('\n');
}
