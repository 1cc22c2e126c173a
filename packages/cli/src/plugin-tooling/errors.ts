import { errorKind } from '@fck/core';

/** The errors of `fck plugin create` and `fck plugin add`. */
export const pluginToolErrors = {
  wrongName: errorKind(
    'PLUGIN_NAME',
    'The name that `fck plugin create` got cannot be the name of a plugin.',
    (name: string) => ({
      message: `"${name}" cannot be the name of a plugin.`,
      hint: 'Use small letters, digits and single hyphens, a letter first: redis-cache, or @scope/redis-cache.',
    }),
  ),
  officialName: errorKind(
    'PLUGIN_NAME_OFFICIAL',
    '`fck plugin create` got the name of an official plugin, which fck would find instead of the new one.',
    (name: string) => ({
      message: `"${name}" is the name of an official plugin, which \`plugins:\` would find instead of yours.`,
      hint: 'Choose another name.',
    }),
  ),
  folderExists: errorKind(
    'PLUGIN_FOLDER_EXISTS',
    '`fck plugin create` overwrites nothing, and its target folder exists already.',
    (folder: string) => ({
      message: `${folder} exists already; nothing was written.`,
      hint: 'Choose another name, or move the folder away.',
    }),
  ),
  installFailed: errorKind(
    'PLUGIN_INSTALL_FAILED',
    'The package manager of the project did not install the plugin. Its output is above.',
    (commandLine: string, why: string, cause?: unknown) => ({
      message: `The plugin was not installed: \`${commandLine}\` ${why}. The configuration was not changed.`,
      hint: 'Fix the problem shown above and try again, or install it yourself and add `--no-install`.',
      cause,
    }),
  ),
};
