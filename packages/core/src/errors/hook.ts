import { errorKind, type Place } from './fck-error.js';

/** What can be wrong with how a plugin uses hooks. */
export const hookErrors = {
  unknown: errorKind(
    'HOOK_UNKNOWN',
    'A plugin asked for a hook that does not exist.',
    (name: string, known: readonly string[], near: readonly string[], plugin: string, where?: Place) => ({
      message: `There is no hook "${name}".${near.length > 0 ? ` Did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` : ''}`,
      hint: `The hooks are: ${known.join(', ')}. A plugin for several versions of fck checks first: 'NAME' in fck.hooks.`,
      plugin,
      where,
    }),
  ),
  wrongTap: errorKind(
    'TAP_SHAPE',
    'A hook was tapped with something that is not a function.',
    (hook: string, tap: string, found: string, plugin: string) => ({
      message: `The tap "${tap}" of the ${hook} hook is ${found}, not a function.`,
      hint: `Write fck.hooks.${hook}.tap('${tap}', (…) => { … }).`,
      plugin,
      hook,
    }),
  ),
  danglingBefore: errorKind(
    'TAP_BEFORE_UNKNOWN',
    'A tap is declared `before` another tap that does not exist.',
    (
      hook: string,
      tap: string,
      before: string,
      taps: readonly string[],
      near: readonly string[],
      plugin: string,
    ) => ({
      message: `The tap "${tap}" of the ${hook} hook is declared before "${before}", and no plugin has a tap of that name.${near.length > 0 ? ` Did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` : ''}`,
      hint: `${taps.length > 0 ? `Its other taps: ${taps.join(', ')}.` : 'It has no other tap.'} To run before all other taps, use a negative \`stage\`.`,
      plugin,
      hook,
    }),
  ),
  wrongResult: errorKind(
    'TAP_RESULT',
    'A tap returned a value that its hook does not accept.',
    (hook: string, found: string, expected: string) => ({
      message: `A tap of the ${hook} hook returned ${found}; it must return ${expected}.`,
      hint: 'Return undefined if the tap is not responsible.',
      hook,
    }),
  ),
  timeout: errorKind(
    'HOOK_TIMEOUT',
    'A hook or another function of a plugin took longer than `limits: {hook: SECONDS}` allows. It is not known how far it came; look at the host before you continue.',
    (
      {
        plugin,
        hook,
        host,
        what = `${hook} hook`,
      }: {
        plugin: string;
        hook?: string | undefined;
        host?: string | undefined;
        /** The function of the plugin, if it is not a tap: `task "smoke"`. */
        what?: string | undefined;
      },
      seconds: number,
    ) => ({
      message: `The plugin "${plugin}" did not finish its ${what}${host === undefined ? '' : ` of ${host}`} within ${seconds} s.`,
      hint: 'If it needs more time, raise `limits: {hook: SECONDS}`. If not, it waits for something that never happens.',
      plugin,
      hook,
      host,
    }),
  ),
};
