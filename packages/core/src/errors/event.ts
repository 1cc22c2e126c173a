import { errorKind, type Place } from './fck-error.js';

/** What can be wrong with an event that a plugin sends. */
export const eventErrors = {
  wrongType: errorKind(
    'EVENT_TYPE',
    'A plugin sent an event whose type is unknown. The types of its own events begin with its name and a colon.',
    (type: string, plugin: string, near: readonly string[], where?: Place) => ({
      message: `The plugin "${plugin}" sent an event of the type "${type}", which is neither one of fck's nor its own.${near.length > 0 ? ` Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?` : ''}`,
      hint: `A type of its own begins with its name: fck.emit({ type: '${plugin}:…' }).`,
      plugin,
      where,
    }),
  ),
  wrongShape: errorKind(
    'EVENT_SHAPE',
    'A field of a plugin’s event is not plain JSON, so it could be neither recorded nor printed with `--json`.',
    (type: string, field: string, found: string, plugin: string, where?: Place) => ({
      message: `The field "${field}" of the event "${type}" is ${found}, which is not plain JSON.`,
      hint: 'Use texts, numbers, true, false, null, and lists and objects of them. `v`, `at` and `plugin` are set by fck.',
      plugin,
      where,
    }),
  ),
};
