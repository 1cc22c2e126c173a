import { isIPv6 } from 'node:net';
import { HOST_NAME_RULE, isHostName } from './names.js';

/** Letters of any script, as in domain names, and no character with a meaning to a shell, ssh or a terminal. */
const ADDRESS = /^[\p{L}\p{N}_:./][\p{L}\p{M}\p{N}_:./%+=,-]{0,252}$/u;
const USER = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.@+-]{0,63}$/u;

export const ADDRESS_RULE =
  'must be a host name or an IP address, without characters that a shell understands';
export const USER_RULE = 'must be the name of a user, without characters that a shell understands';

const PORT_RULE = 'must be a number from 1 to 65535';

/**
 * Whether a text can be an address: a host name, an IP address, or a name in `~/.ssh/config`. OpenSSH refuses shell
 * characters in addresses too: a ProxyCommand is a line of shell, and `%h` is inserted into it without quotes.
 */
export function isAddress(text: unknown): text is string {
  return typeof text === 'string' && ADDRESS.test(text) && (!text.includes(':') || isIPv6(text));
}

/** Whether a text can be the name of a login user. */
export function isUserName(text: unknown): text is string {
  return typeof text === 'string' && USER.test(text);
}

/** Whether a number can be the port of a server. */
export function isPort(port: unknown): port is number {
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** The parts of a host in its name, its address and its login. */
export interface HostIdentity {
  readonly name?: unknown;
  readonly address?: unknown;
  readonly privateAddress?: unknown;
  readonly user?: unknown;
  readonly port?: unknown;
}

/** The problem of one part of a host. */
export interface HostFlaw {
  readonly part: keyof HostIdentity;
  readonly value: unknown;
  readonly rule: string;
}

/** The problems of the name, the addresses and the user of a host. */
export function hostFlaws({ name, address, privateAddress, user, port }: HostIdentity): HostFlaw[] {
  const flaws: HostFlaw[] = [];
  if (!isAddress(address)) flaws.push({ part: 'address', value: address, rule: ADDRESS_RULE });
  else if (name === undefined && !isHostName(address))
    flaws.push({ part: 'address', value: address, rule: 'cannot be the name of the host too: add a `name`' });
  if (name !== undefined && !isHostName(name))
    flaws.push({ part: 'name', value: name, rule: HOST_NAME_RULE });
  if (privateAddress !== undefined && !isAddress(privateAddress))
    flaws.push({ part: 'privateAddress', value: privateAddress, rule: ADDRESS_RULE });
  if (user !== undefined && !isUserName(user)) flaws.push({ part: 'user', value: user, rule: USER_RULE });
  if (port !== undefined && !isPort(port)) flaws.push({ part: 'port', value: port, rule: PORT_RULE });
  return flaws;
}
