import type { Host, Remote } from '@fck/core';
import { z } from 'zod';
import { ask, type Placement } from './rpc.js';

const answer = z.lazy(() =>
  z.object({
    down: z.string().nullable(),
    programs: z.record(
      z.string(),
      z.object({ pid: z.number().nullable(), up: z.boolean(), ended: z.string().nullable() }),
    ),
  }),
);

/** A program of supervisord. */
export type Program = z.infer<typeof answer>['programs'][string];

/** The programs of fck on a host, by name: those in supervisord, and those that would be after a reboot. */
export interface Programs {
  /** Why supervisord does not answer: it does not run. */
  readonly down: string | null;
  readonly programs: ReadonlyMap<string, Program>;
}

/** Reads the programs of fck on a host. Questions asked at once are one. */
export function programReader(place: Placement): (remote: Remote) => Promise<Programs> {
  const asked = new WeakMap<Host, Promise<Programs>>();
  return (remote) => {
    const programs = asked.get(remote.host) ?? read(remote, place);
    asked.set(remote.host, programs);
    queueMicrotask(() => asked.delete(remote.host));
    return programs;
  };
}

async function read(remote: Remote, place: Placement): Promise<Programs> {
  const { down, programs } = (await ask(remote, place, answer, 'programs')) ?? { down: null, programs: {} };
  return { down, programs: new Map(Object.entries(programs)) };
}
