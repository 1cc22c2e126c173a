import { Secret, secret } from '@fck/core';
import { gunicornErrors } from './errors.js';
import type { KnownOption } from './known-options.js';
import { longName } from './option-name.js';
import { translateRetired } from './retired-options.js';
import type { GunicornSection } from './section.js';

type OptionValue = GunicornSection['options'][string];

/** The options of a gunicorn, by the way they are passed. */
export interface GunicornArguments {
  /** For its command line, which every user of the host may read. */
  readonly words: readonly string[];
  /** Options whose values are secrets; gunicorn reads them from its environment. */
  readonly hidden: Secret | undefined;
}

/**
 * Turns a role's options into arguments that this gunicorn understands.
 *
 * @param defaults options that fck sets where the role does not, and only if this gunicorn has them
 * @param warn receives a warning for every option that was translated
 * @throws FckError `GUNICORN_OPTION` for an option this gunicorn does not have, or that needs another kind of value
 */
export function gunicornArguments(
  given: GunicornSection['options'],
  defaults: Readonly<Record<string, OptionValue>>,
  known: ReadonlyMap<string, KnownOption>,
  warn: (text: string) => void,
): GunicornArguments {
  const named = new Map(Object.entries(given).map(([written, value]) => [longName(written), value]));
  const wanted = translateRetired(named, known, warn);
  for (const [name, value] of Object.entries(defaults)) {
    if (known.has(name) && !wanted.has(name)) wanted.set(name, value);
  }
  const all = [...wanted].flatMap(([name, value]) => argumentsOf(name, value, known));
  const hidden = all.filter((word) => word instanceof Secret).map((word) => word.reveal());
  return {
    words: all.filter((word) => typeof word === 'string'),
    hidden: hidden.length === 0 ? undefined : secret(hidden.join(' ')),
  };
}

function argumentsOf(
  name: string,
  value: OptionValue,
  known: ReadonlyMap<string, KnownOption>,
): (string | Secret)[] {
  const option = known.get(name);
  if (!option) throw gunicornErrors.unknownOption(name, [...known.keys()]);
  if (value === false) return [];
  if (value === true) {
    if (option.takesValue) throw gunicornErrors.optionValue(name, 'needs a value');
    return [option.flag];
  }
  if (!option.takesValue) throw gunicornErrors.optionValue(name, 'is a switch: true or false');
  return [value]
    .flat()
    .flatMap((one): (string | Secret)[] =>
      one instanceof Secret ? [hiddenWord(option.flag, one)] : flagAndValue(option.flag, String(one)),
    );
}

/** A word of GUNICORN_CMD_ARGS, which gunicorn splits as Python's shlex does. Backslashes alone need no quotes, which some process managers cannot write. */
function hiddenWord(flag: string, value: Secret): Secret {
  return secret(`${flag}=${value.reveal().replace(/[^A-Za-z0-9_./:@-]/g, '\\$&')}`);
}

function flagAndValue(flag: string, value: string): string[] {
  // After a blank, a value that begins with a dash would be taken for an option.
  return value.startsWith('-') ? [`${flag}=${value}`] : [flag, value];
}
