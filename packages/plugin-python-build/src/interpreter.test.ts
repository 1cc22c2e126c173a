import { describe, expect, it } from 'vitest';
import { isTooOld } from './interpreter.js';

describe('isTooOld', () => {
  it.each(['2.7', '3.6', '3.7'])('refuses %s', (version) => expect(isTooOld(version)).toBe(true));
  it.each(['3.8', '3.10', '3.14', '4.0'])('takes %s', (version) => expect(isTooOld(version)).toBe(false));
});
