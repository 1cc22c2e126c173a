import { z } from 'zod';
import type { BuildStatus, HostStateData } from '../api/host-state.js';
import { mapValues } from '../map-values.js';
import { isName } from '../names/names.js';
import { once } from '../once.js';
import { parseJson } from '../parse-json.js';

const schema = once(() => {
  // Names become paths and arguments, and a host may send anything.
  const name = z.string().refine(isName);
  const endpoint = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('tcp'), address: z.string(), port: z.number() }),
    z.object({ kind: z.literal('unix'), path: z.string() }),
  ]);
  const instance = z.object({
    id: name,
    kind: name,
    build: name,
    endpoint: endpoint.optional(),
    manager: name.optional(),
    overlap: z.literal(false).optional(),
  });
  const serving = z.object({
    active: name.optional(),
    previous: name.optional(),
    deactivated: name.optional(),
    instances: z.array(instance),
    draining: z.array(instance),
    manager: name.optional(),
    generation: z.number(),
    since: z.string().optional(),
    incomplete: z.boolean().optional(),
  });
  const record = { at: z.string(), roles: z.array(z.string()).optional() };
  const current = z.object({
    version: z.literal(3),
    builds: z.record(
      name,
      z.object({ status: z.enum(['ready', 'served', 'failed', 'rejected']), ...record }),
    ),
    serving: z.record(z.string(), serving),
  });

  /** Until version 3, the status was called `fate`, and until version 2, a build that had only been made was `built`. */
  const older = <Word extends string>(version: number, words: Readonly<Record<Word, BuildStatus>>) =>
    z
      .object({
        version: z.literal(version),
        builds: z.record(name, z.object({ fate: z.enum(wordsOf(words)), ...record })),
        serving: z.record(z.string(), serving.extend({ resting: name.optional() })),
      })
      .transform(({ builds, serving }) => ({
        builds: mapValues(builds, ({ fate, ...rest }) => ({ status: words[fate], ...rest })),
        serving: mapValues(serving, ({ resting, ...rest }) => ({ ...rest, deactivated: resting })),
      }));

  return z
    .union([
      current,
      older(2, { good: 'ready', served: 'served', failed: 'failed', bad: 'rejected' }),
      older(1, { built: 'ready', good: 'served', bad: 'rejected' }),
    ])
    .transform((data) => ({ ...data, version: 3 }));
});

function wordsOf<Word extends string>(words: Readonly<Record<Word, unknown>>): Word[] {
  // The object has no other keys.
  return Object.keys(words) as Word[];
}

/** Parses a state file; undefined if fck did not write it, or a newer version did. */
export function parseState(text: string): HostStateData | undefined {
  // The schema's optional keys are the type's undefined ones.
  return schema().safeParse(parseJson(text)).data as HostStateData | undefined;
}
