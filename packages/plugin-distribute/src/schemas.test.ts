import { describe, expect, it } from 'vitest';
import { accessSchema, copyFromSchema } from './schemas.js';

describe('accessSchema', () => {
  it.each([[{ roles: 'web' }], [{ roles: ['web'] }], ['web'], [['web']]])('reads %j', (value) => {
    expect(accessSchema.parse(value)).toEqual({ roles: ['web'] });
  });

  it.each([[{}], [{ roles: [] }], [{ roles: 3 }], [{ roles: 'web', role: 'x' }], [true]])(
    'refuses %j',
    (value) => {
      expect(accessSchema.safeParse(value).success).toBe(false);
    },
  );
});

describe('copyFromSchema', () => {
  it("reads the ancestor's, and a build by its name", () => {
    expect(copyFromSchema.parse({ role: 'builder' })).toEqual({ role: 'builder' });
    expect(copyFromSchema.safeParse({ build: 'shop_00001_abc' }).success).toBe(false);
  });
});
