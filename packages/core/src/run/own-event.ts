import type { CoreEventType } from '../api/events.js';
import { currentPlugin, currentWork } from '../attribution/attribution.js';
import { placeThrown } from '../attribution/place-thrown.js';
import { eventErrors } from '../errors/event.js';
import { foundInWords } from '../errors/found-in-words.js';
import { nearestTo } from '../errors/nearest.js';

/** The types of fck's own events. */
const coreTypes: Readonly<Record<CoreEventType, true>> = {
  'run:start': true,
  'run:end': true,
  'task:start': true,
  'task:end': true,
  'task:undone': true,
  'phase:start': true,
  'phase:end': true,
  'host:start': true,
  'host:end': true,
  'step:start': true,
  'step:end': true,
  'once:start': true,
  'once:end': true,
  serves: true,
  'wait:start': true,
  'wait:end': true,
  change: true,
  diff: true,
  output: true,
  note: true,
  log: true,
  profile: true,
  error: true,
};

/**
 * For an event that a plugin has added, its plugin, as a field of the event. A program that is no plugin may send the
 * events of any.
 *
 * @throws FckError `EVENT_TYPE`, `EVENT_SHAPE`
 */
export function senderOf(event: Readonly<Record<string, unknown>>): { readonly plugin?: string } {
  const { type } = event;
  if (typeof type === 'string' && Object.hasOwn(coreTypes, type)) return {};
  const name = String(type);
  const plugin = currentPlugin();
  const [prefix = '', rest = ''] = name.split(/:(.*)/s);
  const isOwn = prefix !== '' && rest !== '' && (prefix === plugin || currentWork() === undefined);
  if (!isOwn)
    throw eventErrors.wrongType(
      name,
      plugin,
      nearestTo(name, Object.keys(coreTypes)),
      placeThrown(new Error()),
    );
  for (const [field, value] of Object.entries(event)) {
    const isTaken = ['v', 'at', 'plugin'].includes(field);
    if (isTaken || !isPlain(value))
      throw eventErrors.wrongShape(
        name,
        field,
        isTaken ? 'set by fck' : foundInWords(value).what,
        plugin,
        placeThrown(new Error()),
      );
  }
  return { plugin: prefix };
}

function isPlain(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (Array.isArray(value)) return value.every(isPlain);
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain);
}
