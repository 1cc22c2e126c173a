import { errorKind, type Place } from './fck-error.js';

/** The work of a plugin that did not end. */
interface PluginWork {
  readonly plugin: string;
  readonly hook?: string | undefined;
  readonly host?: string | undefined;
  /** The function of the plugin, if it is not a tap: `task "smoke"`. */
  readonly what?: string | undefined;
}

function workInWords({ hook, host, what = `${hook} hook` }: PluginWork): string {
  return `${what}${host === undefined ? '' : ` of ${host}`}`;
}

function placeOf({ plugin, hook, host }: PluginWork): Pick<PluginWork, 'plugin' | 'hook' | 'host'> {
  return { plugin, hook, host };
}

/** What can be wrong with how a plugin uses hooks. */
export const hookErrors = {
  stuck: errorKind(
    'HOOK_STUCK',
    'A plugin waits for something that can never happen: no timer, connection or program is left in the process that could end the wait.',
    (work: PluginWork) => ({
      message: `The plugin "${work.plugin}" did not finish its ${workInWords(work)}: it waits for something that never happens.`,
      hint: 'A promise in it is never settled. Is `resolve` called on every path, and is every callback called?',
      ...placeOf(work),
    }),
  ),
  interrupted: errorKind(
    'HOOK_INTERRUPTED',
    'The run was interrupted, and a plugin went on. It is not known how far it came; look at the host before you continue.',
    (work: PluginWork, seconds: number) => ({
      message: `The plugin "${work.plugin}" did not end its ${workInWords(work)} within ${seconds} s after the interruption.`,
      hint: 'The plugin should end early when `signal` of its context is aborted.',
      ...placeOf(work),
    }),
  ),
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
    (work: PluginWork, seconds: number) => ({
      message: `The plugin "${work.plugin}" did not finish its ${workInWords(work)} within ${seconds} s.`,
      hint: 'If it needs more time, raise `limits: {hook: SECONDS}`. If not, it waits for something that never happens.',
      ...placeOf(work),
    }),
  ),
};
