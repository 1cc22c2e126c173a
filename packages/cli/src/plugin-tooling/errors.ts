import { errorKind } from '@fck/core';

/** What can go wrong in `fck plugin create` and `fck plugin add`. */
export const pluginToolErrors = {
  wrongName: errorKind(
    'PLUGIN_NAME',
    '`fck plugin create` was given what cannot be the name of a plugin.',
    (name: string) => ({
      message: `"${name}" cannot be the name of a plugin.`,
      hint: 'Use small letters, digits and single hyphens, a letter first: redis-cache, or @scope/redis-cache.',
    }),
  ),
  officialName: errorKind(
    'PLUGIN_NAME_OFFICIAL',
    '`fck plugin create` was given the name of an official plugin, which would be found instead of the new one.',
    (name: string) => ({
      message: `"${name}" is the name of an official plugin, which \`plugins:\` would find instead of yours.`,
      hint: 'Choose another name.',
    }),
  ),
  folderExists: errorKind(
    'PLUGIN_FOLDER_EXISTS',
    '`fck plugin create` overwrites nothing, and the folder that it would make is there.',
    (folder: string) => ({
      message: `${folder} is there already; nothing was written.`,
      hint: 'Choose another name, or move the folder away.',
    }),
  ),
  installFailed: errorKind(
    'PLUGIN_INSTALL_FAILED',
    'The package manager of the project did not install the plugin. What it said stands above.',
    (commandLine: string, why: string, cause?: unknown) => ({
      message: `The plugin was not installed: \`${commandLine}\` ${why}. The configuration was not changed.`,
      hint: 'Put right what stands above and try again, or install it yourself and add `--no-install`.',
      cause,
    }),
  ),
};
