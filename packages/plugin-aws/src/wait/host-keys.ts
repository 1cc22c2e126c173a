import { call } from '@fck/aws-account';
import type { Clients } from '../account/clients.js';

const BLOCK = /-----BEGIN SSH HOST KEY KEYS-----([\s\S]*?)-----END SSH HOST KEY KEYS-----/g;
const KEY = /\b((?:ssh|ecdsa|sk)-[a-z0-9@.-]+) ([A-Za-z0-9+/]{40,}={0,2})/g;

/** The host keys that cloud-init printed to an instance's console: the last block; others are from earlier boots. */
export function hostKeysIn(console: string): string[] {
  const block = [...console.matchAll(BLOCK)].at(-1)?.[1] ?? '';
  return [...block.matchAll(KEY)].map(([, type, key]) => `${type} ${key}`);
}

/** The output of an instance's console; empty while AWS has none. */
export async function consoleOf(clients: Clients, id: string): Promise<string> {
  const { GetConsoleOutputCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  const { Output } = await call(clients.account, 'ec2:GetConsoleOutput', () =>
    client.send(new GetConsoleOutputCommand({ InstanceId: id })),
  );
  return Output === undefined ? '' : Buffer.from(Output, 'base64').toString('utf8');
}
