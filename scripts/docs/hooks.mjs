// The documentation of hooks, from the comments of the interface `CoreHooks`: for `fck explain`, the reference and docs/architecture.md.
import { declarationOf } from './declarations.mjs';

/** How several taps of a hook are combined, by the hook's type. */
const ORDER = {
  AsyncSeriesHook: 'Taps run one after the other, each when the one before is done.',
  AsyncSeriesBailHook: 'Taps are asked one after the other; the first answer that is not undefined counts.',
  AsyncSeriesWaterfallHook: 'Each tap is given what the one before gave.',
  SyncHook: 'Taps are called one after the other, and not waited for.',
};

/**
 * The documentation of every hook, by its name.
 *
 * @param hooks those of a container, which know the names of their arguments
 */
export function hookDocumentation(hooks) {
  return Object.fromEntries(
    declarationOf('CoreHooks').members.map(({ signature, about, tags, example }) => {
      const [, name, type, given] = /^(\w+): (\w+)<\[((?:[^[\]]|\[\])*)\]/.exec(signature) ?? [];
      const tag = (wanted) => tags.find((text) => text.startsWith(`${wanted} `))?.slice(wanted.length + 1);
      if (!about || !tag('fires') || !example)
        throw new Error(`${signature} has no text, @fires or @example`);
      const types = given.split(/, (?![^<]*>)/);
      return [
        name,
        {
          about: about.replaceAll('\n', ' '),
          fires: tag('fires'),
          given: types.map((one, index) => `${hooks[name]._args[index]}: ${one}`).join(', '),
          gives: tag('returns'),
          order: ORDER[type],
          example,
          core: tag('core'),
        },
      ];
    }),
  );
}

/** The rows of the table of hooks in docs/architecture.md. */
export function hookRows(hooks) {
  return Object.entries(hookDocumentation(hooks)).map(([name, { fires, core = '' }]) => [
    `\`${name}\``,
    hooks[name].constructor.name.replace(/Hook$/, ''),
    fires,
    core,
  ]);
}
