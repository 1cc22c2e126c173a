import type { ToolRow } from '../../api/tool.js';
import type { ConfigProblem } from '../../errors/config.js';

/** Where a value is in a file: keys and indexes from the top. */
export type Path = readonly PropertyKey[];

/**
 * A remark about a key of fabcloudkit. `info`: fck does the same, by another key or automatically. `warn`: fck does not
 * do it, and the text says what to do instead.
 */
export interface TranslationNote {
  readonly level: 'info' | 'warn';
  readonly text: string;
  /** Where the key is in the file as written. */
  readonly path: Path;
}

/** A key that fck cannot translate and must not ignore. */
export interface TranslationProblem extends Pick<ConfigProblem, 'message' | 'hint'> {
  readonly path: Path;
}

/**
 * A file of fabcloudkit while it is translated into the keys of fck. The file's data is not changed; every value keeps
 * its original place, so that errors name the line that the user knows.
 */
export class Translation {
  readonly notes: TranslationNote[] = [];
  readonly problems: TranslationProblem[] = [];
  /** Tools that the file defines, by name. */
  readonly tools = new Map<string, ToolRow>();
  readonly #moved: { readonly to: Path; readonly from: Path }[] = [];
  #value: Record<string, unknown>;

  constructor(written: Readonly<Record<string, unknown>>) {
    this.#value = { ...written };
  }

  /** The translated data. */
  get value(): Record<string, unknown> {
    return this.#value;
  }

  /** The translated value at a path. */
  at(path: Path): unknown {
    return path.reduce<unknown>((tree, key) => mappingOr(tree)?.[String(key)], this.#value);
  }

  /** Whether a key exists, also without a value. */
  has(path: Path): boolean {
    const parent = mappingOr(this.at(path.slice(0, -1)));
    return parent !== undefined && Object.hasOwn(parent, String(path.at(-1)));
  }

  /** Sets a value. `from` is its original place, for errors about the value. */
  put(to: Path, value: unknown, from: Path): void {
    this.#value = withValue(this.#value, to, value);
    this.#moved.push({ to, from });
  }

  /** Appends a value to a list, which is created if needed. */
  append(list: Path, value: unknown, from: Path): void {
    const before = this.at(list);
    const items: readonly unknown[] = Array.isArray(before) ? before : [];
    if (items.length === 0) this.#moved.push({ to: list, from });
    this.#value = withValue(this.#value, list, [...items, value]);
    this.#moved.push({ to: [...list, items.length], from });
  }

  remove(path: Path): void {
    this.#value = withoutValue(this.#value, path);
  }

  /** Renames a key. */
  move(from: Path, to: Path): void {
    const value = this.at(from);
    const written = this.originOf(from);
    this.remove(from);
    this.put(to, value, written);
  }

  note(path: Path, text: string): void {
    this.notes.push({ level: 'info', text, path: this.originOf(path) });
  }

  warn(path: Path, text: string): void {
    this.notes.push({ level: 'warn', text, path: this.originOf(path) });
  }

  refuse(path: Path, message: string, hint: string): void {
    this.problems.push({ message, hint, path: this.originOf(path) });
  }

  /** The original place of the value at this path. */
  originOf(path: Path): Path {
    const moved = this.#moved.findLast(({ to }) =>
      to.every((key, index) => String(key) === String(path[index])),
    );
    return moved ? [...moved.from, ...path.slice(moved.to.length)] : path;
  }
}

/** A mapping of keys to values, as YAML and JSON give it. References to the environment do not count. */
export function mappingOr(value: unknown): Record<string, unknown> | undefined {
  // A plain object by its prototype.
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
    ? (value as Record<string, unknown>)
    : undefined;
}

function withValue(tree: unknown, path: Path, value: unknown): Record<string, unknown> {
  const [key, ...rest] = path;
  const mapping = mappingOr(tree) ?? {};
  if (rest.length === 0) return { ...mapping, [String(key)]: value };
  return { ...mapping, [String(key)]: withValue(mapping[String(key)], rest, value) };
}

function withoutValue(tree: Record<string, unknown>, path: Path): Record<string, unknown> {
  const [key, ...rest] = path;
  const { [String(key)]: inner, ...others } = tree;
  if (rest.length === 0) return others;
  const mapping = mappingOr(inner);
  return mapping ? { ...tree, [String(key)]: withoutValue(mapping, rest) } : tree;
}
