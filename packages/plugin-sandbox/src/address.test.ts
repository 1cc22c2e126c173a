import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatewayOf, isLoopback, pickAddress, pickSubnet } from './address.js';

describe('pickSubnet', () => {
  it('takes the first candidate on an empty machine', () => {
    expect(pickSubnet([])).toBe('10.213.0.0/24');
  });

  it.each([
    [['10.213.0.0/24'], '10.213.1.0/24'],
    [['10.213.0.77'], '10.213.1.0/24'],
    [['10.213.0.0/23', '10.213.2.128/25'], '10.213.3.0/24'],
    [['10.0.0.0/8'], '192.168.200.0/24'],
    [['default', 'fe80::/64', '0.0.0.0/0', '192.0.2.0/24'], '10.213.0.0/24'],
  ])('with %j taken gives %s', (taken, expected) => {
    expect(pickSubnet(taken)).toBe(expected);
  });

  it('says so when all are taken', () => {
    expect(() => pickSubnet(['10.0.0.0/8', '192.168.0.0/16', '172.16.0.0/12'])).toThrow(/no private \/24/);
  });
});

describe('pickAddress', () => {
  it('never gives the gateway, the broadcast or a taken one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 2, max: 254 }), { maxLength: 252 }), (numbers) => {
        const taken = new Set(numbers.map((n) => `10.213.4.${n}`));
        const address = pickAddress('10.213.4.0/24', taken);
        expect(taken.has(address)).toBe(false);
        expect(Number(address.split('.')[3])).toBeGreaterThan(1);
        expect(Number(address.split('.')[3])).toBeLessThan(255);
      }),
    );
  });

  it('says so when the subnet is full', () => {
    const all = new Set(Array.from({ length: 256 }, (_, n) => `10.213.4.${n}`));
    expect(() => pickAddress('10.213.4.0/24', all)).toThrow(/taken by hosts/);
  });
});

it('the gateway is the first address', () => {
  expect(gatewayOf('10.213.10.0/24')).toBe('10.213.10.1');
});

it.each([
  ['127.0.0.53', true],
  ['localhost', true],
  ['::1', true],
  ['10.0.0.1', false],
  ['localhost.example.org', false],
])('isLoopback(%s) is %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
