import type { Host } from '../../api/host.js';
import { Redactor } from '../../command/redact.js';
import { type Connect, Machine } from '../machine.js';

/** The engines that carry the verbs of `Remote`. Each must pass the whole contract. */
export const engines = ['helper', 'shell'] as const;

export type Engine = (typeof engines)[number];

/** A machine whose verbs are carried by an engine. */
export function machineWith(engine: Engine, host: Host, connect: Connect): Machine {
  return new Machine(host, connect, new Redactor(), engine);
}
