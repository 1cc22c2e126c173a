import { nginxErrors } from './errors.js';
import { formatListen, type Listen, sameListen } from './listen.js';
import type { ServerBlock, ServerListen } from './loaded-config.js';
import { comparableNames } from './server-names.js';

/** A `server` block that listens on the same address as a site of ours. */
interface Neighbour extends ServerBlock {
  /** Those of its listeners. */
  readonly shared: readonly ServerListen[];
}

/**
 * Checks that no other site would prevent nginx from serving this one.
 *
 * @param names those that the site answers to
 * @param ours where it listens
 * @param others the `server` blocks of all other files
 * @param isAncestors whether fabcloudkit wrote a file
 * @throws FckError `NGINX_DEFAULT_TAKEN` or `NGINX_NAME_TAKEN`
 */
export function expectNoConflict(
  names: readonly string[],
  ours: readonly Listen[],
  others: readonly ServerBlock[],
  isAncestors: (file: string) => boolean = () => false,
): void {
  const neighbours = neighboursOf(ours, others);
  const twin = names.length === 0 ? neighbours.find((other) => other.names.includes(EVERY_NAME)) : undefined;
  if (twin?.shared[0]) throw nginxErrors.defaultTaken(formatListen(twin.shared[0].at), twin.file);
  for (const { file, shared, names: theirs, isStock } of neighbours) {
    const defaults = shared.filter(({ isDefault }) => isDefault);
    const [first] = defaults;
    if (names.length === 0 && first && !(isStock && neighbours.every(hasOnlyPlainNames))) {
      const lines = defaults.flatMap(({ line }) => line ?? []);
      throw nginxErrors.defaultTaken(formatListen(first.at), file, lines);
    }
    const taken = comparableNames(names).find((name) => comparableNames(theirs).includes(name));
    if (taken !== undefined)
      throw nginxErrors.nameTaken(taken, file, isAncestors(file) ? 'fabcloudkit' : undefined);
  }
}

/**
 * Server names with which a site without names answers what no other site does, if the stock site of nginx's package is the default:
 * every name, and none. Undefined if the site becomes the default itself.
 */
export function namesForTheRest(
  names: readonly string[],
  ours: readonly Listen[],
  others: readonly ServerBlock[],
): readonly string[] | undefined {
  const neighbours = neighboursOf(ours, others);
  if (names.length > 0 || !neighbours.some(isStockDefault)) return undefined;
  const isNoNameTaken = neighbours.some(({ names: theirs }) => theirs.length === 0 || theirs.includes(''));
  return isNoNameTaken ? [EVERY_NAME] : [EVERY_NAME, ''];
}

/** A regular expression: nginx tries those last, before the default site. */
const EVERY_NAME = '~.';

function neighboursOf(ours: readonly Listen[], others: readonly ServerBlock[]): Neighbour[] {
  return others
    .map((other) => ({
      ...other,
      shared: other.listens.filter(({ at }) => ours.some((listen) => sameListen(at, listen))),
    }))
    .filter(({ shared }) => shared.length > 0);
}

function isStockDefault({ isStock, shared }: Neighbour): boolean {
  return isStock && shared.some(({ isDefault }) => isDefault);
}

/** The first matching regular expression wins: one that matches every name would shadow those of other sites. */
function hasOnlyPlainNames({ names }: ServerBlock): boolean {
  return !names.some((name) => name.startsWith('~'));
}
