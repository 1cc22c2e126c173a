import { sandboxErrors } from './errors.js';

/** Candidates, in order: rarely used parts of the private ranges, then others. */
function* candidates(): Generator<string> {
  for (let n = 0; n < 256; n++) yield `10.213.${n}.0/24`;
  for (let n = 200; n < 256; n++) yield `192.168.${n}.0/24`;
  for (let n = 0; n < 256; n++) yield `172.30.${n}.0/24`;
}

/** A private /24 that overlaps none of the networks and addresses that the machine uses. */
export function pickSubnet(taken: readonly string[]): string {
  const ranges = taken.map(toRange).filter((range) => range !== undefined);
  for (const candidate of candidates()) {
    const range = toRange(candidate);
    if (range && !ranges.some((other) => range.first <= other.last && other.first <= range.last))
      return candidate;
  }
  throw sandboxErrors.subnet();
}

/** The first address of a subnet, which is the machine's own end of the bridge. */
export function gatewayOf(subnet: string): string {
  return subnet.replace(/\.0\/24$/, '.1');
}

/** The lowest address of a subnet that no host has. */
export function pickAddress(subnet: string, taken: ReadonlySet<string>): string {
  for (let n = 2; n < 255; n++) {
    const address = subnet.replace(/\.0\/24$/, `.${n}`);
    if (!taken.has(address)) return address;
  }
  throw sandboxErrors.full(subnet);
}

/** Whether a name or address means the machine itself, and so something else inside a host. */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d+){3}|localhost|::1|\[::1\])$/i.test(host);
}

interface Range {
  first: number;
  last: number;
}

/** The addresses of `10.0.0.0/8` or `10.1.2.3`; undefined for text that is not IPv4 and for the default route. */
function toRange(text: string): Range | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text);
  if (!match) return undefined;
  const bytes = match.slice(1, 5).map(Number);
  const prefix = match[5] === undefined ? 32 : Number(match[5]);
  if (prefix === 0) return undefined;
  const size = 2 ** (32 - prefix);
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}
