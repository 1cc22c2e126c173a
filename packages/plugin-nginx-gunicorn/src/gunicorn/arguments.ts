import { gunicornErrors } from './errors.js';
import type { KnownOption } from './known-options.js';
import { longName } from './option-name.js';
import { translateRetired } from './retired-options.js';
import type { GunicornSection } from './section.js';

type OptionValue = GunicornSection['options'][string];

/**
 * Turns a role's options into command-line arguments that this gunicorn understands.
 *
 * @param defaults options that fck sets where the role does not, and only if this gunicorn has them
 * @param warn told of every option that was translated
 * @throws FckError `GUNICORN_OPTION` for an option this gunicorn does not have, or that needs another kind of value
 */
export function gunicornArguments(
  given: GunicornSection['options'],
  defaults: Readonly<Record<string, OptionValue>>,
  known: ReadonlyMap<string, KnownOption>,
  warn: (text: string) => void,
): string[] {
  const named = new Map(Object.entries(given).map(([written, value]) => [longName(written), value]));
  const wanted = translateRetired(named, known, warn);
  for (const [name, value] of Object.entries(defaults)) {
    if (known.has(name) && !wanted.has(name)) wanted.set(name, value);
  }
  return [...wanted].flatMap(([name, value]) => argumentsOf(name, value, known));
}

function argumentsOf(name: string, value: OptionValue, known: ReadonlyMap<string, KnownOption>): string[] {
  const option = known.get(name);
  if (!option) throw gunicornErrors.unknownOption(name, [...known.keys()]);
  if (value === false) return [];
  if (value === true) {
    if (option.takesValue) throw gunicornErrors.optionValue(name, 'needs a value');
    return [option.flag];
  }
  if (!option.takesValue) throw gunicornErrors.optionValue(name, 'is a switch: true or false');
  return [value].flat().flatMap((one) => flagAndValue(option.flag, String(one)));
}

function flagAndValue(flag: string, value: string): string[] {
  // After a blank, a value that begins with a dash would be taken for an option.
  return value.startsWith('-') ? [`${flag}=${value}`] : [flag, value];
}
