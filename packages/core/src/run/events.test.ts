import { testFck } from '@fck/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { servingProject } from '../activation/activation-plugin.test.helper.js';
import type { Fck } from '../api/container.js';
import type { FckEvent } from '../api/events.js';
import { secret } from '../command/secret.js';
import { eventsJsonSchema } from '../journal/event-json-schema.js';
import { recordedRun } from '../journal/recorded-runs.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';

declare module '../api/events.js' {
  interface FckEvents {
    'audit:finding': { readonly host: string; readonly rules: readonly string[] };
  }
}

const strict = new Ajv2020({ allowUnionTypes: true }).compile(eventsJsonSchema({ strict: true }));
const published = new Ajv2020({ allowUnionTypes: true }).compile(eventsJsonSchema());

/** Checks each event as a line of `--json` has it. */
function expectValid(events: readonly FckEvent[]): void {
  for (const event of events) {
    const line: unknown = JSON.parse(JSON.stringify(event));
    expect(strict(line) ? [] : [line, strict.errors]).toEqual([]);
    expect(published(line)).toBe(true);
  }
}

describe('the JSON Schema of events', () => {
  it('accepts every event of a deploy, of a dry run and of a failed deploy', async () => {
    const { fck, events, services } = await servingProject();
    await fck.run(['build', 'activate']);
    await fck.run(['build', 'activate'], { dryRun: true, force: true });
    services.trouble('not verified', 'two');
    await expect(fck.run(['build', 'activate'], { force: true })).rejects.toThrow();
    expectValid(events);
    const types = new Set(events.map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining(['run:end', 'step:end', 'change', 'error', 'profile', 'host:end']),
    );
  });

  it('refuses an event without its version, and an unknown type', () => {
    const note = { v: 1, at: 0, type: 'note', level: 'info', text: 'x' };
    expect(published(note)).toBe(true);
    expect(published({ ...note, v: undefined })).toBe(false);
    expect(published({ ...note, type: 'notes' })).toBe(false);
    expect(published({ ...note, since: 'a later version' })).toBe(true);
  });
});

async function projectThatSends(send: (fck: Fck) => void) {
  const audit = definePlugin({
    name: 'audit',
    apply: (fck) =>
      fck.tasks.register('audit', { about: 'audits', withoutHosts: true, run: async () => send(fck) }),
  });
  const made = await testFck({}, [audit]);
  onTestFinished(() => made.remove());
  return made;
}

describe('an event of a plugin', () => {
  const finding = { type: 'audit:finding', host: 'local', rules: ['root may log in'] } as const;

  it('reaches every listener and the journal, with its plugin and without secrets', async () => {
    const { fck, events } = await projectThatSends((fck) => {
      fck.addSecret(secret('hunter22'));
      fck.emit({ ...finding, rules: ['the password is hunter22'] });
    });
    const { run } = await fck.run(['audit']);
    const sent = events.find(({ type }) => type === 'audit:finding');
    expect(sent).toMatchObject({ v: 1, plugin: 'audit', host: 'local', rules: ['the password is ***'] });
    expectValid(events);
    expect((await recordedRun(fck.project, run)).events).toContainEqual(sent);
  });

  it.each<[string, object, string, string]>([
    ['a type of another plugin', { ...finding, type: 'other:finding' }, 'EVENT_TYPE', 'begins with its name'],
    ['a mistyped type', { type: 'nots', text: 'x' }, 'EVENT_TYPE', 'Did you mean "note"'],
    ['a type without a name', { type: 'audit:' }, 'EVENT_TYPE', 'nor its own'],
    ['a field that is no JSON', { ...finding, at: 3 }, 'EVENT_SHAPE', '"at"'],
    ['a function in a field', { ...finding, rules: [() => 1] }, 'EVENT_SHAPE', '"rules"'],
    ['a date in a field', { ...finding, rules: new Date() }, 'EVENT_SHAPE', 'not plain JSON'],
  ])('is refused with %s', async (_, event, code, said) => {
    const { fck } = await projectThatSends((fck) => fck.emit(event as never));
    const failure: unknown = await fck.run(['audit']).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code, plugin: 'audit' });
    expect(`${failure} ${(failure as { hint?: string }).hint}`).toContain(said);
  });
});
