import type { Host } from '../api/host.js';
import type { Selection } from '../api/selection.js';
import { placeThrown } from '../attribution/place-thrown.js';
import { callErrors } from '../errors/call.js';
import { inWords } from '../errors/found-in-words.js';
import { nearestTo } from '../errors/nearest.js';

const KEYS = ['roles', 'hosts'] as const;

/**
 * Checks the arguments with which a program chooses hosts. A mistake must not choose other hosts than intended, least
 * of all every one: a mistyped key, an undefined list, a text instead of a list.
 *
 * @param call the function, as messages name it: `fck.status()`
 * @param others keys that the function takes beside those of a selection
 * @throws FckError `CALL_INVALID`, `SELECTION_EMPTY`
 */
export function checkSelection(call: string, selection: unknown, others: readonly string[] = []): void {
  if (selection === undefined)
    throw callErrors.noSelection(call, 'was given undefined instead of a selection', LEAVE_OUT, here());
  if (typeof selection !== 'object' || selection === null || Array.isArray(selection))
    throw callErrors.argument(
      call,
      `takes an object such as { roles: ['web'] }, not ${inWords(selection)}`,
      undefined,
      here(),
    );
  checkKeys(call, selection, [...KEYS, ...others]);
  for (const key of KEYS) {
    if (!Object.hasOwn(selection, key)) continue;
    const names: unknown = Reflect.get(selection, key);
    if (names === undefined)
      throw callErrors.noSelection(call, `was given \`${key}\` as undefined`, LEAVE_OUT, here());
    if (!Array.isArray(names))
      throw callErrors.argument(
        call,
        `takes \`${key}\` as a list of names, not ${inWords(names)}`,
        undefined,
        here(),
      );
    const wrong = names.findIndex((name) => typeof name !== 'string' || name === '');
    if (wrong !== -1)
      throw callErrors.argument(
        call,
        `takes \`${key}\` as a list of names, but number ${wrong + 1} of them is ${inWords(names[wrong])}`,
        key === 'hosts' ? 'Of a Host, give its `name`.' : undefined,
        here(),
      );
  }
}

/** @throws FckError `CALL_INVALID` for unknown keys of a function */
export function checkKeys(call: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const [near] = nearestTo(unknown, known);
  throw callErrors.argument(
    call,
    `takes no \`${unknown}\``,
    near === undefined ? `It takes: ${known.join(', ')}.` : `Did you mean \`${near}\`?`,
    here(),
  );
}

/** A selection without hosts. Functions that change hosts refuse it; functions that read have nothing to read. */
export function isEmptySelection({ roles, hosts }: Selection): boolean {
  return roles?.length === 0 || hosts?.length === 0;
}

/** The place of the call in the program. */
export function here() {
  return placeThrown(new Error());
}

export const LEAVE_OUT =
  'Leave it out for all hosts. An undefined list may be a variable that was never set.';

/** Whether a value is a host. Programs in JavaScript have no types that would refuse a name instead. */
export function isHost(value: unknown): value is Host {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['name', 'role', 'address'].every((key) => typeof Reflect.get(value, key) === 'string')
  );
}
