import { z } from 'zod';
import type { Json, UndoEntry } from '../../api/contexts.js';
import { isName } from '../../names/names.js';
import { once } from '../../once.js';
import { parseJson } from '../../parse-json.js';

/**
 * The phase of a host's activation. `preparing`: nothing is switched. `switching`: the switch has begun; if the run
 * ends here, all is undone. `committed`: the new build was verified on every host, and the activation only goes
 * forward.
 */
export type TransactionPhase = 'preparing' | 'switching' | 'committed';

/** A host of an activation, as records name it: a machine may be a host of several roles under one name. */
export interface HostOfRole {
  readonly host: string;
  readonly role: string;
}

/** A host's record of an activation until it is finished: enough for another run to undo or finish it. */
export interface TransactionRecord {
  readonly version: 1;
  /** Id of the run. */
  readonly run: string;
  /** All hosts of the transaction. */
  readonly hosts: readonly HostOfRole[];
  readonly build: string;
  /** The build that a rollback leaves: `rejected`, once the other one is verified. */
  readonly rejected?: string | undefined;
  readonly phase: TransactionPhase;
  /** Start of the activation: ISO 8601. */
  readonly since: string;
  /** The undo entries, in the order of the steps. */
  readonly undo: readonly UndoEntry[];
}

const schema = once(() =>
  z.object({
    version: z.literal(1),
    run: z.string(),
    hosts: z.array(z.object({ host: z.string(), role: z.string() })),
    build: z.string().refine(isName),
    rejected: z.string().refine(isName).optional(),
    phase: z.enum(['preparing', 'switching', 'committed']),
    since: z.string(),
    undo: z.array(z.object({ step: z.string(), data: z.custom<Json>() })),
  }),
);

/** Parses a record; undefined if fck did not write it, or a newer version did. */
export function parseRecord(text: string): TransactionRecord | undefined {
  return schema().safeParse(parseJson(text)).data;
}
