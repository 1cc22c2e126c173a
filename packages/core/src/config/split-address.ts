/** The parts of `user@address:port`. */
export interface AddressParts {
  readonly user: string | undefined;
  readonly address: string;
  readonly port?: number | undefined;
}

/**
 * Parses `user@address:port`; a user may contain `@` too (`ann@corp.example@web-1`). An IPv6 address with a port is in
 * brackets.
 */
export function splitAddress(text: string): AddressParts {
  const [, user, rest = text] = /^(?:(.+)@)?([^@]+)$/.exec(text) ?? [];
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(rest);
  if (bracketed) return { user, address: bracketed[1] ?? rest, port: numberFrom(bracketed[2]) };
  const plain = /^([^:]+):(\d+)$/.exec(rest);
  return plain ? { user, address: plain[1] ?? rest, port: numberFrom(plain[2]) } : { user, address: rest };
}

function numberFrom(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
