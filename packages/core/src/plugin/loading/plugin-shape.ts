import type { Plugin } from '../../api/plugin.js';
import type { Place } from '../../errors/fck-error.js';
import { foundInWords } from '../../errors/found-in-words.js';
import { pluginErrors } from '../../errors/plugin.js';
import { asName, isName } from '../../names/names.js';
import { isStandardSchema } from '../../registry/is-standard-schema.js';

/** The source of a value that should be a plugin. */
export interface Finding {
  /** The plugin's name if it has none of its own. */
  readonly fallbackName: string;
  /** A package, a file, or `inline`. */
  readonly from: string;
  /** Its place in the config. */
  readonly where: Place;
}

/** A list of plugins under one name: each entry as in `plugins:`. */
export interface Preset {
  readonly preset: readonly unknown[];
}

/**
 * Normalizes every form of a plugin.
 *
 * @throws FckError `PLUGIN_SHAPE`, `PLUGIN_NAME`
 */
export function asPluginOrPreset(exported: unknown, finding: Finding): Plugin | Preset {
  const given = withoutWrapping(exported);
  if (Array.isArray(given) && given.length > 0) return { preset: given };
  if (isClass(given)) return fromObject(new given(), finding);
  if (typeof given === 'function') return fromFunction(given as Plugin['apply'], finding);
  if (hasApply(given)) return fromObject(given, finding);
  throw wrongShape(exported, finding);
}

/** `{default: plugin}`, as `require` gives a module that was compiled from ESM, is the plugin. */
function withoutWrapping(exported: unknown): unknown {
  let inner = exported;
  while (isObject(inner) && !hasApply(inner) && 'default' in inner && inner['default'] !== inner)
    inner = inner['default'];
  return inner;
}

function fromFunction(apply: Plugin['apply'], finding: Finding): Plugin {
  // A function without a name gets the name by which it was loaded.
  const isNamed = !['', 'default', '_default', 'apply'].includes(apply.name);
  return { name: asName(isNamed ? apply.name : finding.fallbackName), apply };
}

function fromObject(written: unknown, finding: Finding): Plugin {
  if (!hasApply(written)) throw wrongShape(written, finding);
  const { name, schema } = written;
  if (name !== undefined && (!isName(name) || name === 'core'))
    throw pluginErrors.wrongName(name, finding.from, finding.where);
  if (schema !== undefined && !isStandardSchema(schema))
    throw pluginErrors
      .wrongSchema(`The plugin "${name ?? finding.fallbackName}"`, foundInWords(schema).what)
      .stamp({ plugin: name ?? finding.fallbackName, where: finding.where });
  return {
    name: name ?? asName(classNameOf(written) ?? finding.fallbackName),
    schema,
    apply: written.apply.bind(written),
  };
}

function wrongShape(exported: unknown, { fallbackName, from, where }: Finding) {
  const { what, hint } = foundInWords(exported);
  return pluginErrors.wrongShape(fallbackName, from, what, hint, where);
}

/** A module with named exports has no prototype. */
function classNameOf(written: object): string | undefined {
  const prototype: object | null = Object.getPrototypeOf(written);
  return prototype === null || prototype === Object.prototype ? undefined : prototype.constructor.name;
}

interface WithApply {
  readonly apply: Plugin['apply'];
  readonly name?: unknown;
  readonly schema?: unknown;
}

function hasApply(value: unknown): value is WithApply {
  return isObject(value) && 'apply' in value && typeof value['apply'] === 'function';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isClass(value: unknown): value is new () => unknown {
  if (typeof value !== 'function') return false;
  const prototype: unknown = value.prototype;
  return (
    (isObject(prototype) && 'apply' in prototype) || /^class\b/.test(Function.prototype.toString.call(value))
  );
}
