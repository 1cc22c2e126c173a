import { FckContainer } from '@fck/core/host';

/**
 * A container with what core itself registers, and without a project: for tests that apply a plugin and look at its registrations.
 *
 * @example
 * const fck = emptyFck();
 * await plugin.apply(fck, {});
 * expect(fck.tools.names()).toContain('redis');
 */
export function emptyFck(): FckContainer {
  return new FckContainer();
}
