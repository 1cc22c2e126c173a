import { fakeHost } from '@fck/testing';
import { expect, it } from 'vitest';
import type { Host } from '../api/host.js';
import { machineAddress, machineKey } from './connections.js';

const host = (ssh: Host['ssh'], user = 'deploy'): Host => fakeHost({ transport: 'ssh', ssh, user });

it('A host with the default port is the same machine as one without a port', () => {
  for (const tell of [machineAddress, machineKey]) {
    expect(tell(host({ port: 22 }))).toBe(tell(host({})));
    expect(tell(host({ port: 2222 }))).not.toBe(tell(host({})));
  }
});

it('The login user does not matter for the identity of a machine', () => {
  expect(machineAddress(host({}, 'ann'))).toBe(machineAddress(host({}, 'ben')));
  expect(machineKey(host({}, 'ann'))).not.toBe(machineKey(host({}, 'ben')));
});
