import fc from 'fast-check';
import { expect, it } from 'vitest';
import { serviceAccount } from './service-account.js';

/** Valid project names: see `name` in core's sections. */
const projectName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/);

it('names the account for the project', () => {
  expect(serviceAccount({ name: 'shop' })).toBe('fck-shop');
});

it('gives every project a name that useradd takes', () => {
  fc.assert(
    fc.property(projectName, (name) => {
      expect(serviceAccount({ name })).toMatch(/^fck-[a-z0-9-]{1,28}$/);
    }),
  );
});

it('never gives two projects one account', () => {
  const names = ['shop', 'Shop', 'sHop', 'shop_a', 'shop-a', 'a'.repeat(40), 'A'.repeat(40), 'a'.repeat(39)];
  expect(new Set(names.map((name) => serviceAccount({ name }))).size).toBe(names.length);
});
