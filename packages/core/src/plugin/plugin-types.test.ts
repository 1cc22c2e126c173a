import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { Fck } from '../api/container.js';
import type { PluginEntry, PluginOptions } from '../api/plugin.js';
import { defineConfig } from '../config/define.js';
import { definePlugin } from './loading/define-plugin.js';

const roles = { web: { hosts: ['local'] } };

const greet = definePlugin({
  name: 'greet',
  schema: z.object({ greeting: z.string().default('hello'), times: z.coerce.number().optional() }),
  apply(fck, options) {
    expectTypeOf(fck).toEqualTypeOf<Fck>();
    expectTypeOf(options).toEqualTypeOf<{ greeting: string; times?: number | undefined }>();
  },
});

const shout = definePlugin({
  name: 'shout',
  schema: v.strictObject({ loud: v.optional(v.boolean(), true) }),
  apply(_fck, options) {
    expectTypeOf(options).toEqualTypeOf<{ loud: boolean }>();
  },
});

const plain = definePlugin({
  name: 'plain',
  apply(_fck, options) {
    expectTypeOf(options).toEqualTypeOf<unknown>();
  },
});

describe('the options of a plugin', () => {
  it('have the types of its schema', () => {
    expectTypeOf<PluginOptions<typeof shout>>().toEqualTypeOf<{ loud?: boolean | undefined }>();
    expect(greet.with({ greeting: 'hi' })).toEqual([greet, { greeting: 'hi' }]);
    // @ts-expect-error it takes a text
    greet.with({ greeting: 7 });
    // @ts-expect-error it has no such option
    shout.with({ lout: true });
    plain.with({ whatever: 1 });
  });

  it('are type-checked in a config, beside the plugin or with it', () => {
    const plugins = [
      'git',
      ['nginx-gunicorn', { a: 1 }],
      greet,
      shout.with({}),
      [greet, { greeting: 'hi' }],
    ] as const;
    expect(defineConfig({ name: 'shop', plugins, roles }).plugins).toHaveLength(5);
    defineConfig({ name: 'shop', plugins: [[shout, { loud: false }], [greet, { times: 2 }], plain], roles });
    // @ts-expect-error it is no switch
    defineConfig({ name: 'shop', plugins: ['git', [shout, { loud: 'very' }]], roles });
    // @ts-expect-error a plugin is no number
    defineConfig({ name: 'shop', plugins: [7], roles });
    // @ts-expect-error a mistyped plugin is not options by name
    defineConfig({ name: 'shop', plugins: [{ name: 'shop', aply: () => undefined }], roles });
  });

  it('are also given, and plugins removed, by name', () => {
    const plugins = ['./house.mjs', { audit: { level: 2 } }, '!tidy', { git: false }] as const;
    expect(defineConfig({ name: 'shop', plugins, roles }).plugins).toHaveLength(4);
  });
});

describe('an entry of plugins', () => {
  it('may be any form of a plugin', () => {
    class Audit {
      apply(_fck: Fck) {}
    }
    const entries: PluginEntry[] = [
      'git',
      ['git', {}],
      greet,
      greet.with({}),
      [greet, {}],
      function smoke(fck) {
        expectTypeOf(fck).toEqualTypeOf<Fck>();
      },
      async (fck, options) => {
        expectTypeOf(fck).toEqualTypeOf<Fck>();
        expectTypeOf(options).toEqualTypeOf<unknown>();
      },
      Audit,
      new Audit(),
      [Audit, { a: 1 }],
      { apply: () => undefined },
      ['git', greet, ['nested', greet.with({ times: 1 })]],
      Number('1') === 2 && greet,
    ];
    expect(entries).toHaveLength(13);
    // @ts-expect-error nothing to apply
    entries.push({ name: 'x' });
  });
});
