import type { Facts, Host } from '@fck/core';

/** A host without a machine. */
export function fakeHost(given: Partial<Host> = {}): Host {
  return {
    name: 'web-1',
    role: 'web',
    address: '192.0.2.1',
    user: 'deploy',
    transport: 'fake',
    ssh: {},
    labels: {},
    provider: 'config',
    ...given,
  };
}

/** Facts of a Debian 12 machine, unless said otherwise. */
export function fakeFacts(given: Partial<Facts> = {}): Facts {
  return {
    os: 'debian',
    osLike: [],
    osVersion: '12',
    osName: 'Debian GNU/Linux 12 (bookworm)',
    packageManager: 'apt',
    arch: 'x86_64',
    cpus: 2,
    init: 'systemd',
    hostname: 'web-1',
    user: 'deploy',
    home: '/home/deploy',
    libc: 'glibc 2.36',
    cloudInitRuns: false,
    ...given,
  };
}
