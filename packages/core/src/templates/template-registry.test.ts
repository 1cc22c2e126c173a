import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { DataOf } from '../api/template.js';
import { FckContainer } from '../fck.js';
import { pluginReports } from '../plugin/diagnostics/plugin-report.js';

declare module '../api/template.js' {
  interface TemplateData {
    'menu.card': { readonly dish: string; readonly price: number };
  }
}

const origin = { version: undefined, from: 'inline' };

let fck: FckContainer;
beforeEach(() => {
  fck = new FckContainer();
});

const apply = (name: string, work: () => void) => fck.applyAs({ name, ...origin }, work);

const registered = () =>
  apply('menu', () =>
    fck.templates.register('menu.card', {
      about: 'What there is to eat.',
      data: { dish: 'what it is', price: 'in euros' },
      render: ({ dish, price }) => `${dish}: ${price}\n`,
      missing: (text, { price }) => (text.includes(String(price)) ? [] : ['the price']),
    }),
  );

const card = () => fck.templates.render('menu.card', { dish: 'soup', price: 7 });

describe('a template', () => {
  it('is changed by each plugin in turn, with the data from which it is made', async () => {
    await apply('loud', () => fck.templates.override('menu.card', (text) => text.toUpperCase()));
    await registered();
    await apply('polite', () =>
      fck.templates.override('menu.card', (text, data) => {
        expectTypeOf(data).toEqualTypeOf<{ readonly dish: string; readonly price: number }>();
        return `${text}Enjoy your ${data.dish}.\n`;
      }),
    );
    fck.templates.checkOverrides();
    expect(card()).toBe('SOUP: 7\nEnjoy your soup.\n');
    expect(pluginReports(fck).map(({ name, overrides }) => [name, overrides])).toEqual([
      ['loud', ['menu.card']],
      ['menu', []],
      ['polite', ['menu.card']],
    ]);
  });

  it('is not rendered without its required parts, and the plugin that removed one is named', async () => {
    await registered();
    await apply('polite', () => fck.templates.override('menu.card', (text) => `${text}Enjoy.\n`));
    await apply('free', () => fck.templates.override('menu.card', (text) => text.replace('7', '')));
    expect(card).toThrow(
      expect.objectContaining({
        code: 'TEMPLATE_BROKEN',
        plugin: 'free',
        message: 'After the override of the plugin "free", the template "menu.card" does not have the price.',
      }),
    );
  });

  it.each([
    ['nothing', () => undefined],
    ['a promise', async () => 'text'],
    ['a number', () => 7],
  ])('is not written if an override returns %s', async (found, change) => {
    await registered();
    // Plugins in JavaScript have no types that would report it.
    await apply('wrong', () => fck.templates.override('menu.card', change as unknown as () => string));
    expect(card).toThrow(
      expect.objectContaining({
        code: 'TEMPLATE_NO_TEXT',
        plugin: 'wrong',
        message: expect.stringContaining(`returned ${found} instead of a text`),
      }),
    );
  });

  it('names the plugin whose override throws', async () => {
    await registered();
    await apply('wrong', () =>
      fck.templates.override('menu.card', () => {
        throw new Error('out of soup');
      }),
    );
    expect(card).toThrow(
      expect.objectContaining({ plugin: 'wrong', message: expect.stringContaining('out of soup') }),
    );
  });

  it('can only be overridden by a function', async () => {
    await expect(
      apply('wrong', () => fck.templates.override('menu.card', 'soup' as unknown as () => string)),
    ).rejects.toMatchObject({ code: 'OVERRIDE_SHAPE', plugin: 'wrong' });
  });
});

describe('an unknown template', () => {
  it('is an error with the nearest name, and the plugin that asks for it', async () => {
    await registered();
    await apply('loud', () => fck.templates.override('menu.crad', (text) => text));
    expect(() => fck.templates.checkOverrides()).toThrow(
      expect.objectContaining({
        code: 'NAME_UNKNOWN',
        plugin: 'loud',
        message: 'There is no template named "menu.crad". Did you mean "menu.card"?',
      }),
    );
  });

  it('has untyped data', () => {
    expectTypeOf<DataOf<'menu.crad'>>().toEqualTypeOf<unknown>();
  });
});
