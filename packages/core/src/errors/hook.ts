import { errorKind, type Place } from './fck-error.js';

/** What can be wrong with how a plugin uses hooks. */
export const hookErrors = {
  unknown: errorKind(
    'HOOK_UNKNOWN',
    'A plugin asked for a hook that does not exist.',
    (name: string, known: readonly string[], near: readonly string[], plugin: string, where?: Place) => ({
      message: `There is no hook "${name}".${near.length > 0 ? ` Did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` : ''}`,
      hint: `The hooks are: ${known.join(', ')}. A plugin for several versions of fck asks first: 'NAME' in fck.hooks.`,
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
    'A tap wants to come `before` another one, which no plugin tapped.',
    (
      hook: string,
      tap: string,
      before: string,
      taps: readonly string[],
      near: readonly string[],
      plugin: string,
    ) => ({
      message: `The tap "${tap}" of the ${hook} hook is to come before "${before}", which nobody tapped.${near.length > 0 ? ` Did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` : ''}`,
      hint: `${taps.length > 0 ? `Its other taps: ${taps.join(', ')}.` : 'It has no other tap.'} To come early, whoever else is there, use a negative \`stage\`.`,
      plugin,
      hook,
    }),
  ),
  wrongResult: errorKind(
    'TAP_RESULT',
    'A tap returned something that its hook has no use for.',
    (hook: string, found: string, expected: string) => ({
      message: `A tap of the ${hook} hook returned ${found}; it must return ${expected}.`,
      hint: 'Return undefined for what is not yours.',
      hook,
    }),
  ),
  timeout: errorKind(
    'HOOK_TIMEOUT',
    'A plugin worked longer on a hook, or in another function, than `limits: {hook: SECONDS}` allows. What it was doing is not known; look at the host before you go on.',
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
        /** Which of its functions, if not the tap of the hook: `task "smoke"`. */
        what?: string | undefined;
      },
      seconds: number,
    ) => ({
      message: `The plugin "${plugin}" did not end its ${what}${host === undefined ? '' : ` of ${host}`} within ${seconds} s.`,
      hint: 'If it needs that long, allow it: `limits: {hook: SECONDS}`. If not, it waits for something that does not come.',
      plugin,
      hook,
      host,
    }),
  ),
};
