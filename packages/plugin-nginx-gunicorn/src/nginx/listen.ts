/** An address and a port that nginx listens on. */
export interface Listen {
  /**
   * As nginx writes it: `10.0.0.5`, `[::1]`. Undefined for all addresses: in the configuration of a role, of IPv4 and IPv6
   * (`0.0.0.0` is IPv4 alone); in files of nginx, of IPv4.
   */
  readonly address: string | undefined;
  readonly port: number;
}

const PATTERN = /^(?:(\*|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\]):)?(\d{1,5})$/;

/** Reads `80`, `'8080'` or `'10.0.0.5:80'`; undefined for anything else. */
export function parseListen(written: string | number): Listen | undefined {
  const [, address, digits] = PATTERN.exec(String(written)) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65535)) return undefined;
  return { address: address === '*' ? undefined : address, port };
}

/** The value of a `listen` directive. */
export function formatListen({ address, port }: Listen): string {
  return address === undefined ? String(port) : `${address}:${port}`;
}

/** Base URL for requests from the host itself. */
export function localUrl({ address, port }: Listen, scheme: 'http' | 'https' = 'http'): string {
  const reachable = address === '[::]' ? '[::1]' : isAllOfIpv4(address) ? '127.0.0.1' : address;
  return `${scheme}://${reachable}:${port}`;
}

/** Reads a `listen` of any configuration file, which may name only an address; undefined for a Unix socket. */
export function parseAnyListen(written: string): Listen | undefined {
  return parseListen(written) ?? parseListen(`${written}:80`);
}

export function sameListen(one: Listen, other: Listen): boolean {
  const isSameAddress = isAllOfIpv4(one.address) ? isAllOfIpv4(other.address) : one.address === other.address;
  return isSameAddress && one.port === other.port;
}

/** Whether an address, as nginx reads it, is all of IPv4. */
export function isAllOfIpv4(address: string | undefined): address is '0.0.0.0' | undefined {
  return address === undefined || address === '0.0.0.0';
}

/**
 * Where nginx has to listen on a host for the `listen` of a role: all addresses means both families.
 *
 * @param already where the site listens anyway
 */
export function listensOn(
  written: readonly Listen[],
  hasIpv6: boolean,
  already: readonly Listen[] = [],
): Listen[] {
  const listens: Listen[] = [];
  for (const listen of written) {
    const six = { address: '[::]', port: listen.port };
    const isBoth =
      listen.address === undefined && hasIpv6 && !already.some((other) => sameListen(six, other));
    for (const one of isBoth ? [listen, six] : [listen])
      if (!listens.some((other) => sameListen(one, other))) listens.push(one);
  }
  return listens;
}
