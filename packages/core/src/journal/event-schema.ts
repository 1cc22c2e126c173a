import { z } from 'zod';
import type { CoreEventType, FckEvent } from '../api/events.js';
import { once } from '../once.js';

/** An event in a journal. */
export type RecordedEvent = Exclude<FckEvent, { type: 'diff' | 'profile' }>;

/** A schema with a rule for each field of an event. */
type SchemaOf<E> = z.ZodObject<{ [K in keyof E]-?: z.ZodType<E[K]> }>;

/** The schemas of all events but those of plugins, by type. The JSON Schema of events is made from them too. */
export const eventSchemas = once(() => {
  const v = z.literal(1);
  const at = z.number().meta({ description: 'Milliseconds since the epoch.' });
  const text = z.string();
  const texts = z.array(text);
  const ms = z.number().meta({ description: 'Milliseconds.' });
  const status = z.enum(['ok', 'changed', 'planned', 'skipped', 'stopped', 'failed']);
  const stream = z.enum(['stdout', 'stderr']);
  const maybe = text.exactOptional();
  const where = z
    .object({
      file: text,
      line: z.number().exactOptional(),
      column: z.number().exactOptional(),
      setBy: text.exactOptional().meta({ description: 'The plugin whose tap of `config` set the value.' }),
    })
    .exactOptional();
  const error = {
    code: text,
    message: text,
    host: maybe,
    plugin: maybe,
    hook: maybe,
    hint: maybe,
    detail: maybe,
    where,
  };
  const traffic = {
    ms,
    roundTrips: z.number(),
    channels: z.number(),
    programs: z.number(),
    durableWrites: z.number(),
    bytesSent: z.number(),
    bytesReceived: z.number(),
    connectMs: z.number(),
    waitMs: z.number(),
    remoteMs: z.number(),
  };
  const event = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
    z.object({ v, type: z.literal(type), at, ...shape });
  const ofHost = { phase: text, host: text };
  const ofStep = { ...ofHost, plugin: text, step: text };
  const ofOnce = { ...ofHost, role: text, plugin: text, name: text };

  return {
    'run:start': event('run:start', { run: text, tasks: texts, dryRun: z.boolean() }),
    'run:end': event('run:end', {
      run: text,
      ok: z.boolean(),
      ms,
      failures: z.array(z.object({ task: text, role: maybe, phase: maybe, step: maybe, ...error })),
    }),
    'task:start': event('task:start', { task: text, hosts: texts }),
    'task:end': event('task:end', {
      task: text,
      status: z.enum(['ok', 'skipped', 'failed']),
      ms,
      code: maybe,
      note: maybe,
    }),
    'task:undone': event('task:undone', { task: text }),
    'phase:start': event('phase:start', { phase: text, hosts: texts, about: maybe }),
    'phase:end': event('phase:end', { phase: text, ok: z.boolean(), ms }),
    'host:start': event('host:start', { ...ofHost, role: text }),
    'host:end': event('host:end', { ...ofHost, status, ms, note: maybe }),
    'step:start': event('step:start', ofStep),
    'step:end': event('step:end', { ...ofStep, status, ms, note: maybe }),
    serves: event('serves', { host: text, role: text, build: text, before: maybe, url: maybe }),
    'once:start': event('once:start', ofOnce),
    'once:end': event('once:end', {
      ...ofOnce,
      status: z.enum(['ok', 'planned', 'stopped', 'failed']),
      ms,
    }),
    'wait:start': event('wait:start', { host: text, for: text }),
    'wait:end': event('wait:end', { host: text, for: text, ms }),
    change: event('change', { host: text, what: text, planned: z.boolean(), ms: ms.exactOptional() }),
    diff: event('diff', { host: text, path: text, before: text.optional(), after: text }),
    output: event('output', { host: text, stream, text }),
    note: event('note', { level: z.enum(['info', 'warn']), host: maybe, plugin: maybe, text }),
    log: event('log', { stream, plugin: maybe, hook: maybe, host: maybe, text }),
    profile: event('profile', {
      host: text,
      phases: z.array(z.object({ phase: text, ...traffic })),
      total: z.object(traffic),
    }),
    error: event('error', { run: maybe, ...error }),
  } satisfies { [T in CoreEventType]: SchemaOf<Extract<FckEvent, { type: T }>> };
});

/** Parses one line of a journal: it may come from another version of fck, or be cut off. */
export const eventSchema = once((): z.ZodType<RecordedEvent> => {
  const { diff: _, profile: __, ...recorded } = eventSchemas();
  const types = new Set<string>(Object.keys(eventSchemas()));
  // Events of plugins: their fields are known to the plugin alone.
  const own = z
    .looseObject({ v: z.literal(1), type: z.string(), at: z.number(), plugin: z.string() })
    .refine(({ type }) => type.includes(':') && !types.has(type));
  const [first, ...others] = Object.values(recorded);
  return z.union([
    z.discriminatedUnion('type', [first as typeof first & {}, ...others]),
    own,
  ]) as z.ZodType<RecordedEvent>;
});
