import { errorKind, type Place } from './fck-error.js';

/** What can go wrong while plugins are loaded. */
export const pluginErrors = {
  notFound: errorKind(
    'PLUGIN_NOT_FOUND',
    'A plugin named in `plugins:` could not be found. What was tried is listed.',
    (name: string, tried: readonly string[], near: readonly string[], where?: Place) => ({
      message: `The plugin "${name}" was not found.${near.length > 0 ? ` Did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` : ''}`,
      detail: `Looked for: ${tried.join(', ')}`,
      hint:
        name.startsWith('.') || name.startsWith('/')
          ? 'Is the path right? It is relative to the config file.'
          : `Install it: npm install --save-dev ${tried[0] ?? name}`,
      where,
    }),
  ),
  failedToLoad: errorKind(
    'PLUGIN_LOAD_FAILED',
    'A plugin was found, but threw while its module was run or while it was applied.',
    (name: string, from: string, why: string, cause: unknown) => ({
      message: `The plugin "${name}" (${from}) could not be loaded: ${why}`,
      hint: 'This is an error in the plugin. --verbose shows where it was thrown.',
      plugin: name,
      cause,
    }),
  ),
  wrongShape: errorKind(
    'PLUGIN_SHAPE',
    'What a plugin module exports is not a plugin.',
    (name: string, from: string, found: string) => ({
      message: `"${name}" (${from}) exports ${found}, which is no plugin.`,
      hint: 'Its default export must be definePlugin({ name, apply }), a function (fck, options) => …, or an object or class with apply(fck, options).',
      plugin: name,
    }),
  ),
  wrongEntry: errorKind(
    'PLUGIN_ENTRY',
    'An entry of `plugins:` is neither a name, nor a name with options, nor a plugin.',
    (found: string, where?: Place) => ({
      message: `An entry of \`plugins:\` is ${found}.`,
      hint: 'Write a name, [name, options] or, in YAML, `- name: {options}`.',
      where,
    }),
  ),
};
