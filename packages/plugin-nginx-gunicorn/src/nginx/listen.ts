/** An address and a port that nginx listens at. */
export interface Listen {
  /** As nginx writes it: `10.0.0.5`, `[::1]`; undefined for all IPv4 addresses. */
  readonly address: string | undefined;
  readonly port: number;
}

const PATTERN = /^(?:(\*|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\]):)?(\d{1,5})$/;

/** Reads `80`, `'8080'` or `'10.0.0.5:80'`; undefined for anything else. */
export function parseListen(written: string | number): Listen | undefined {
  const [, address, digits] = PATTERN.exec(String(written)) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65535)) return undefined;
  return { address: isAll(address) ? undefined : address, port };
}

/** As a `listen` directive takes it. */
export function formatListen({ address, port }: Listen): string {
  return address === undefined ? String(port) : `${address}:${port}`;
}

/** Base URL that the host itself reaches it by. */
export function localUrl({ address, port }: Listen): string {
  const reachable = address === '[::]' ? '[::1]' : (address ?? '127.0.0.1');
  return `http://${reachable}:${port}`;
}

/** Reads a `listen` of any configuration file, which may name only an address; undefined for a Unix socket. */
export function parseAnyListen(written: string): Listen | undefined {
  return parseListen(written) ?? parseListen(`${written}:80`);
}

export function sameListen(one: Listen, other: Listen): boolean {
  return one.address === other.address && one.port === other.port;
}

function isAll(address: string | undefined): boolean {
  return address === undefined || address === '*' || address === '0.0.0.0';
}
