import { z } from 'zod';
import type { FckEvent } from '../api/events.js';
import { once } from '../once.js';

/** An event in a journal. */
export type RecordedEvent = Exclude<FckEvent, { type: 'diff' | 'profile' }>;

/** Parses one line of a journal: it may come from another version of fck, or be cut off. */
export const eventSchema = once((): z.ZodType<RecordedEvent> => {
  const text = z.string();
  const texts = z.array(text);
  const at = z.number();
  const ms = z.number();
  const status = z.enum(['ok', 'changed', 'planned', 'skipped', 'stopped', 'failed']);
  const ofHost = { at, phase: text, host: text };
  const ofStep = { ...ofHost, plugin: text, step: text };

  return z.discriminatedUnion('type', [
    z.object({ type: z.literal('run:start'), at, run: text, tasks: texts, dryRun: z.boolean() }),
    z.object({ type: z.literal('run:end'), at, run: text, ok: z.boolean(), ms }),
    z.object({ type: z.literal('task:start'), at, task: text, hosts: texts }),
    z.object({
      type: z.literal('task:end'),
      at,
      task: text,
      status: z.enum(['ok', 'skipped', 'failed']),
      ms,
      code: text.exactOptional(),
      note: text.exactOptional(),
    }),
    z.object({ type: z.literal('phase:start'), at, phase: text, hosts: texts, about: text.exactOptional() }),
    z.object({ type: z.literal('phase:end'), at, phase: text, ok: z.boolean(), ms }),
    z.object({ type: z.literal('host:start'), ...ofHost, role: text }),
    z.object({ type: z.literal('host:end'), ...ofHost, status, ms, note: text.exactOptional() }),
    z.object({ type: z.literal('step:start'), ...ofStep }),
    z.object({ type: z.literal('step:end'), ...ofStep, status, ms, note: text.exactOptional() }),
    z.object({ type: z.literal('wait:start'), at, host: text, for: text }),
    z.object({ type: z.literal('wait:end'), at, host: text, for: text, ms }),
    z.object({
      type: z.literal('change'),
      at,
      host: text,
      what: text,
      planned: z.boolean(),
      ms: ms.exactOptional(),
    }),
    z.object({ type: z.literal('output'), at, host: text, stream: z.enum(['stdout', 'stderr']), text }),
    z.object({
      type: z.literal('note'),
      at,
      level: z.enum(['info', 'warn']),
      host: text.exactOptional(),
      plugin: text.exactOptional(),
      text,
    }),
    z.object({
      type: z.literal('error'),
      at,
      code: text,
      message: text,
      host: text.exactOptional(),
      plugin: text.exactOptional(),
      hint: text.exactOptional(),
    }),
  ]);
});
