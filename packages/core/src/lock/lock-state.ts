import { z } from 'zod';
import type { HeldLock } from '../errors/lock.js';
import { once } from '../once.js';
import { parseJson } from '../parse-json.js';
import { STALE_AFTER } from './lock-program.js';

const aboutSchema = once(() => z.object({ owner: z.string(), project: z.string(), purpose: z.string() }));

/**
 * Parses the output of the lock's programs.
 *
 * @returns undefined if the lock is free
 */
export function parseLock(text: string): HeldLock | undefined {
  const told = new Map(
    text.split('\n').map((line) => {
      const [name = '', ...words] = line.split(' ');
      return [name, words.join(' ')];
    }),
  );
  if (!told.has('run')) return undefined;
  const about = aboutSchema().safeParse(parseJson(told.get('about') ?? ''));
  const age = Number.parseInt(told.get('age') ?? '', 10);
  return {
    run: told.get('run') ?? '',
    holder: told.get('holder') ?? '',
    since: told.get('since') ?? '',
    about: about.success ? about.data : undefined,
    age: Number.isNaN(age) ? undefined : age,
  };
}

/** Whether a lock may be taken over, provided no step of its run is still running. */
export function isStale({ age }: HeldLock): boolean {
  return age !== undefined && age >= STALE_AFTER;
}
