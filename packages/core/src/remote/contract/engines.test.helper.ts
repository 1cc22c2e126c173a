import type { Host } from '../../api/host.js';
import { Redactor } from '../../command/redact.js';
import { type Connect, Machine } from '../machine.js';
import type { ContractPlace } from './place.test.helper.js';

/** The engines that carry the verbs of `Remote`. Each must pass the whole contract. */
export const engines = ['helper', 'shell'] as const;

export type Engine = (typeof engines)[number];

/** A machine whose verbs are carried by an engine. */
export function machineWith(engine: Engine, host: Host, connect: Connect): Machine {
  return new Machine(host, connect, new Redactor(), engine);
}

/**
 * Why an engine cannot end a change or a stream on a machine; undefined if it can. The shell has a channel for each, and no other way
 * to its program than the transport's signals.
 */
export function cannotEnd(engine: Engine, { noSignals }: ContractPlace): string | undefined {
  return engine === 'shell' ? noSignals : undefined;
}
