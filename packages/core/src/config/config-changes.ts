import type { ConfigDocument } from '../api/config-document.js';
import type { Place } from '../errors/fck-error.js';
import { isMapping } from '../is-mapping.js';

/** Who changed a value of the configuration after the file was read. */
interface Change {
  readonly path: readonly PropertyKey[];
  readonly removed: boolean;
  readonly plugin: string;
  /** Where its tap is. */
  readonly tapped: Place | undefined;
}

/**
 * The values that taps of `config` set, so that a problem with such a value is reported as the plugin's, at its tap, not
 * as one of the file.
 */
export class ConfigChanges {
  readonly #changes: Change[] = [];

  /**
   * Records what a tap changed, in place or in what it returned.
   *
   * @param before {@link snapshotOf} the configuration before the tap
   * @param after the same after it
   */
  record(before: unknown, after: unknown, by: Pick<Change, 'plugin' | 'tapped'>): void {
    for (const change of changedPaths(before, after, [])) this.#changes.unshift({ ...change, ...by });
  }

  /** A document with the values after all taps: places of values that a tap set are those of the tap. */
  in<D extends ConfigDocument>(document: D, value: Record<string, unknown>): D {
    const placeOf = (path: readonly PropertyKey[]): Place => {
      const change = this.#changes.find((change) => isIn(path, change));
      return change
        ? { file: document.file, ...change.tapped, setBy: change.plugin }
        : document.placeOf(path);
    };
    return { ...document, value, placeOf };
  }
}

/** A copy of mappings and lists, to find later what was changed in place. Plugins are loaded already, and left out. */
export function snapshotOf(config: Readonly<Record<string, unknown>>): unknown {
  const { plugins: _, ...others } = config;
  return copyOf(others);
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
}

function changedPaths(
  before: unknown,
  after: unknown,
  path: readonly PropertyKey[],
): Pick<Change, 'path' | 'removed'>[] {
  if (Object.is(before, after)) return [];
  const areContainers = Array.isArray(before) ? Array.isArray(after) : isPlain(before) && isPlain(after);
  if (!areContainers) return [{ path, removed: after === undefined }];
  const [a, b] = [before, after] as Readonly<Record<string, unknown>>[];
  const keys = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
  return [...keys].flatMap((key) => changedPaths(a?.[key], b?.[key], [...path, key]));
}

/** Whether a value is one that was changed, in one, or lost an entry of its own. */
function isIn(path: readonly PropertyKey[], change: Pick<Change, 'path' | 'removed'>): boolean {
  if (beginsWith(path, change.path)) return true;
  const isParent = path.length > 0 && path.length === change.path.length - 1;
  return change.removed && isParent && beginsWith(change.path, path);
}

function beginsWith(path: readonly PropertyKey[], start: readonly PropertyKey[]): boolean {
  return start.every((key, index) => String(path[index]) === String(key));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMapping(value) && Object.getPrototypeOf(value) === Object.prototype;
}
