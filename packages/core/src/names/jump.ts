import { isAddress, isPort, isUserName } from './host-address.js';

/** One machine on the way to a host. */
export interface JumpHost {
  readonly user: string | undefined;
  readonly address: string;
  readonly port: number | undefined;
}

/**
 * Parses the machines of a ProxyJump, in order: `[user@]host[:port]` or `ssh://…`, separated by commas.
 *
 * @returns the first invalid part, if there is one
 */
export function parseJump(jump: string): readonly JumpHost[] | { readonly wrong: string } {
  const found: JumpHost[] = [];
  for (const text of jump.split(',')) {
    const [, user, bracketed, plain, port] =
      /^(?:ssh:\/\/)?(?:([^/]+)@)?(?:\[([^\]]+)\]|([^:[\]/@]+))(?::(\d{1,5}))?\/?$/.exec(text.trim()) ?? [];
    const address = bracketed ?? plain;
    const number = port === undefined ? undefined : Number(port);
    if (!isAddress(address) || (user !== undefined && !isUserName(user))) return { wrong: text };
    if (number !== undefined && !isPort(number)) return { wrong: text };
    found.push({ user, address, port: number });
  }
  return found;
}
