import { z } from 'zod';
import { once } from '../once.js';
import { parseJson } from '../parse-json.js';
import { STALE_AFTER } from './lock-program.js';

const aboutSchema = once(() => z.object({ owner: z.string(), project: z.string(), purpose: z.string() }));

/** Who took a lock, and what for. */
export type LockAbout = z.infer<ReturnType<typeof aboutSchema>>;

/** A lock that is held. */
export interface HeldLock {
  readonly run: string;
  readonly holder: string;
  /** When it was taken, by the machine's clock. */
  readonly since: string;
  /** Undefined if its record cannot be read: power may have failed while it was written. */
  readonly about: LockAbout | undefined;
  /** Seconds since the last heartbeat; undefined for a lock that somebody took by hand: it has none. */
  readonly age: number | undefined;
}

/**
 * Understands what the lock's programs tell of it.
 *
 * @returns undefined if nobody holds it
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

/** Whether a lock may be taken over, unless a step of its run is still running. */
export function isStale({ age }: HeldLock): boolean {
  return age !== undefined && age >= STALE_AFTER;
}

/** Who holds a lock, since when and what for, in a sentence's part. */
export function holderText({ about, run, since, age }: HeldLock): string {
  if (!about) return 'a run whose record cannot be read';
  const who = age === undefined ? about.owner : `run ${run} of ${about.owner}`;
  return `${who} (project ${about.project}, ${about.purpose}, since ${since || 'an unknown time'})`;
}
