import { formatPlace, isFckError, messageOf } from './fck-error.js';

/** A failure on one host. */
export interface HostFailure {
  readonly host: string;
  readonly error: unknown;
}

/** The same failure on several hosts. */
export interface Cause {
  readonly hosts: readonly string[];
  /** The error of the first host. */
  readonly error: unknown;
}

/** Groups failures by cause. Failures that differ only in the host, times and process ids have the same cause. */
export function causesOf(failures: readonly HostFailure[]): Cause[] {
  const causes = new Map<string, { hosts: string[]; error: unknown }>();
  for (const { host, error } of failures) {
    const key = withoutChance(withHost(identifyingText(error), host, '<host>'));
    const known = causes.get(key);
    if (known) known.hosts.push(host);
    else causes.set(key, { hosts: [host], error });
  }
  return [...causes.values()];
}

/** A text with another name in place of a host's. */
export function withHost(text: string, host: string, name: string): string {
  if (host === '') return text;
  const escaped = host.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replaceAll(new RegExp(`(?<![\\w.-])${escaped}(?![\\w-]|\\.\\w)`, 'g'), () => name);
}

function identifyingText(error: unknown): string {
  if (!isFckError(error)) return messageOf(error);
  const { code, message, detail, hint, where } = error;
  return [code, message, detail, hint, where && formatPlace(where)].join('\n');
}

/** Parts of a message that differ each time and say nothing about the cause. */
const CHANCE: readonly RegExp[] = [
  /\d{4}-\d\d-\d\d/g,
  /\d\d:\d\d:\d\d(?:[.,]\d+)?/g,
  /\bpid[ :=]+\d+/g,
  /\[\d+\]/g,
  /\b0x[0-9a-f]+\b/g,
  /\bport \d+/g,
];

function withoutChance(text: string): string {
  return CHANCE.reduce((rest, pattern) => rest.replaceAll(pattern, '<n>'), text);
}
