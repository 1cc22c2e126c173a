import { fakeRemote } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { freePorts, portsIn, portsInUse } from './free-port.js';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1FA4 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
   2: 0100007F:1FA5 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:1FA6 00000000000000000000000000000000:0000 0A 00000000:00000000 00:0 0 0 0 4
`;

describe('portsIn', () => {
  it('finds listening ports, over IPv4 and IPv6, and no connected ones', () => {
    expect(portsIn(table)).toEqual([8100, 22, 8102]);
    expect(portsIn('')).toEqual([]);
  });
});

describe('freePorts', () => {
  const state = {
    version: 3 as const,
    builds: {},
    serving: {
      web: {
        active: 'b',
        previous: undefined,
        instances: [instance('a', 8101)],
        draining: [instance('b', 8103)],
        generation: 1,
        since: undefined,
      },
    },
  };

  it('gives ports on which no process listens and which no instance was given', async () => {
    const inUse = await portsInUse(fakeRemote({ answers: [['/proc/net/tcp', table]] }));
    expect(freePorts('web-1', inUse, state, 2)).toEqual([8104, 8105]);
    expect(freePorts('web-1', inUse, state, 0)).toEqual([]);
  });

  it('reports that none is free', () => {
    const all = Array.from({ length: 900 }, (_, index) => 8100 + index);
    const none = expect.objectContaining({ code: 'NO_FREE_PORT', host: 'web-1' });
    expect(() => freePorts('web-1', all, state, 1)).toThrow(none);
  });
});

function instance(id: string, port: number) {
  return { id, kind: 'app', build: 'b', endpoint: { kind: 'tcp' as const, address: '127.0.0.1', port } };
}
