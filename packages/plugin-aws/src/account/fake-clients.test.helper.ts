import { vi } from 'vitest';
import { Clients } from './clients.js';

/** Clients of a fictional account, one of which the test provides: it needs only `send`. */
export function fakeClients(
  service: 'ec2' | 'elb',
  client: { send(command: never): Promise<unknown> },
): Clients {
  const clients = new Clients({
    region: 'eu-central-1',
    profile: undefined,
    assumeRole: undefined,
    endpoint: undefined,
    keys: undefined,
  });
  vi.spyOn(clients, service).mockResolvedValue(client as never);
  return clients;
}
