import { z } from 'zod';
import type { Fate, HostStateData } from '../api/host-state.js';
import { isName } from '../names/names.js';
import { once } from '../once.js';
import { parseJson } from '../parse-json.js';

const schema = once(() => {
  // Names become paths and arguments, and what a host says may not be what fck wrote.
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
  });
  const serving = z.object({
    active: name.optional(),
    previous: name.optional(),
    resting: name.optional(),
    instances: z.array(instance),
    draining: z.array(instance),
    manager: name.optional(),
    generation: z.number(),
    since: z.string().optional(),
    incomplete: z.boolean().optional(),
  });
  const fate = z.enum(['good', 'served', 'failed', 'bad']);

  /** Until version 2, what had served was `good`, and what was only made was `built`. */
  const olderFate = z
    .enum(['built', 'good', 'bad'])
    .transform((older): Fate => (older === 'good' ? 'served' : older === 'built' ? 'good' : older));

  const content = <F extends z.ZodType<Fate>>(version: number, fates: F) =>
    z.object({
      version: z.literal(version),
      builds: z.record(
        name,
        z.object({ fate: fates, at: z.string(), roles: z.array(z.string()).optional() }),
      ),
      serving: z.record(z.string(), serving),
    });

  return z.union([content(2, fate), content(1, olderFate)]).transform((data) => ({ ...data, version: 2 }));
});

/** What a state file says; undefined if fck did not write it so, or a newer one did. */
export function parseState(text: string): HostStateData | undefined {
  // The schema's optional keys are the type's undefined ones.
  return schema().safeParse(parseJson(text)).data as HostStateData | undefined;
}
