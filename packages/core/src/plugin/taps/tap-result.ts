import { foundInWords } from '../../errors/found-in-words.js';
import { hookErrors } from '../../errors/hook.js';

/** The results of taps, for hooks that use them. A tapable hook that bails would take `null` for an answer. */
const expected: Readonly<Record<string, { readonly what: string; fits(value: object): boolean }>> = {
  config: { what: 'the configuration, an object', fits: (value) => !Array.isArray(value) },
  onlyHost: { what: 'a host', fits: (value) => !Array.isArray(value) },
  inventory: { what: 'the list of hosts', fits: Array.isArray },
  create: { what: 'the list of the role’s hosts', fits: Array.isArray },
  destroy: { what: 'the names of the hosts that are gone, a list', fits: Array.isArray },
  connect: { what: 'a transport', fits: (value) => !Array.isArray(value) },
  build: { what: 'a build', fits: (value) => 'name' in value },
};

/**
 * Checks the result of a tap that the hook passes on.
 *
 * @throws FckError `TAP_RESULT`
 */
export function checkResult(hook: string, result: unknown): void {
  const wanted = expected[hook];
  if (result === undefined || !wanted) return;
  if (typeof result === 'object' && result !== null && wanted.fits(result)) return;
  throw hookErrors.wrongResult(hook, result === null ? 'null' : foundInWords(result).what, wanted.what);
}
