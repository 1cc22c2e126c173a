import { expect, it } from 'vitest';
import { chainName, hostId, isBridgeName, resourceName } from './names.js';

it('tells apart hosts that differ in state folder, project or name', () => {
  const ids = [
    hostId('/a', 'p', 'n'),
    hostId('/b', 'p', 'n'),
    hostId('/a', 'q', 'n'),
    hostId('/a', 'p', 'm'),
  ];
  expect(new Set(ids).size).toBe(4);
  expect(hostId('/a', 'bc', 'd')).not.toBe(hostId('/a', 'b', 'cd'));
});

it('is the same in every process', () => {
  expect(hostId('/var/lib/fck-sandbox', 'notes', 'web-1')).toMatch(/^[0-9a-f]{8}$/);
  expect(hostId('/x', 'notes', 'web-1')).toBe(hostId('/x', 'notes', 'web-1'));
});

it('keeps to what the kernel allows', () => {
  expect(resourceName(hostId('/x', 'p'.repeat(64), 'n'.repeat(40))).length).toBeLessThanOrEqual(15);
  expect(chainName('fck999').length).toBeLessThanOrEqual(28);
});

it('does not take a host’s cable for a bridge', () => {
  expect(isBridgeName('fck0')).toBe(true);
  expect(isBridgeName(resourceName('12345678'))).toBe(false);
});
